import { languageOptions } from '#lib/languages.ts'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { SharedFields } from './draft.ts'
import type { Problems } from './spec.ts'
import styles from './upload-dialog.module.css'

/** Language and security context, for all files, for some, or for one. */
export function SharedFieldSet(props: {
  legend: string
  value: SharedFields
  /** Which of them differ among the files. */
  various?: { language: boolean; securityContext: boolean } | undefined
  problems: Problems
  onChange: (value: SharedFields) => void
}) {
  const { legend, value, various, problems, onChange } = props
  return (
    <fieldset className={styles['fields']}>
      <legend>{legend}</legend>
      <SuggestField
        label="Language"
        placeholder={various?.language === true ? 'Various' : 'Not set'}
        suggestions={languageOptions()}
        value={value.language}
        error={problems.language}
        onChange={(language) => onChange({ ...value, language })}
      />
      <TextField
        label="Security context"
        description="The patient or context it belongs to, such as Patient/123."
        placeholder={various?.securityContext === true ? 'Various' : 'Not set'}
        spellCheck={false}
        autoComplete="off"
        value={value.securityContext}
        error={problems.securityContext}
        onChange={(securityContext) => onChange({ ...value, securityContext })}
      />
    </fieldset>
  )
}
