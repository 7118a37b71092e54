import { showName } from '#fhir/file-name.ts'
import { COMMON_CONTENT_TYPES } from '#formats/content-types.ts'
import { languageOptions } from '#lib/languages.ts'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { EditedFields } from './edited-fields.ts'
import styles from './edit.module.css'

/** The fields of a Binary, with real choices and free entry. */
export function FieldsForm(props: {
  fields: EditedFields
  problems: Partial<Record<keyof EditedFields, string>>
  onChange: (fields: EditedFields) => void
  onSubmit: () => void
}) {
  const { fields, problems, onChange, onSubmit } = props
  const set = (field: keyof EditedFields) => (value: string) =>
    onChange({ ...fields, [field]: value })
  return (
    <form
      className={styles['form']}
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      <TextField
        label="File name"
        description={hiddenIn(fields.fileName)}
        value={fields.fileName}
        onChange={set('fileName')}
      />
      <SuggestField
        label="Content type"
        value={fields.contentType}
        suggestions={COMMON_CONTENT_TYPES}
        error={problems.contentType}
        onChange={set('contentType')}
      />
      <SuggestField
        label="Language"
        description="A code such as en, de or pt-BR. Leave it empty if the content has no language."
        value={fields.language}
        suggestions={LANGUAGES}
        error={problems.language}
        onChange={set('language')}
      />
      <TextField
        label="Security context"
        description="The patient or context this file belongs to, such as Patient/123. It decides who may see the file."
        value={fields.securityContext}
        error={problems.securityContext}
        onChange={set('securityContext')}
      />
      {/* Enter in any field saves, as in every form; the button itself stands in the footer. */}
      <input type="submit" hidden />
    </form>
  )
}

/** A stored name may look like another one. */
function hiddenIn(name: string): string | undefined {
  const shown = showName(name)
  return shown === name ? undefined : `With characters that can’t be seen: ${shown}`
}

const LANGUAGES = languageOptions([])
