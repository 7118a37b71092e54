import { COMMON_CONTENT_TYPES } from '#formats/content-types.ts'
import { SuggestField } from '#ui/controls/SelectField.tsx'
import { files } from '../../queue/totals.ts'
import { common } from '../batch/edits.ts'
import { fieldsOf, typeOf, type Draft, type SharedFields } from '../draft.ts'
import { SharedFieldSet } from '../SharedFieldSet.tsx'
import { problemsOf, sharedProblems } from '../spec.ts'
import type { Drafts } from '../use-drafts.ts'
import type { UploadForm } from '../use-upload-form.ts'
import styles from './draft-table.module.css'

/** Language and security context for all files; for the marked ones, as long as some are. */
export function BatchFields(props: { drafts: Drafts; form: UploadForm; marked: readonly Draft[] }) {
  const { drafts, form, marked } = props
  if (marked.length > 0) return <MarkedFields {...props} />
  const count = drafts.list.length
  return (
    <SharedFieldSet
      legend={count === 1 ? 'Fields' : `For all ${files(count)}`}
      value={form.shared}
      problems={form.checked ? form.problems : {}}
      onChange={form.setShared}
    />
  )
}

function MarkedFields(props: { drafts: Drafts; form: UploadForm; marked: readonly Draft[] }) {
  const { drafts, form, marked } = props
  const keys = marked.map(({ key }) => key)
  const fields = marked.map((draft) => fieldsOf(draft, form.shared))
  const language = common(fields.map((one) => one.language))
  const securityContext = common(fields.map((one) => one.securityContext))
  const type = common(marked.map(typeOf))
  const value: SharedFields = { language: language ?? '', securityContext: securityContext ?? '' }
  const edited = marked.find(({ edit }) => edit.contentType !== undefined)
  return (
    <div className={styles['batch']}>
      <SharedFieldSet
        legend={
          marked.length === 1
            ? 'For the selected file'
            : `For the ${marked.length.toLocaleString()} selected files`
        }
        value={value}
        various={{
          language: language === undefined,
          securityContext: securityContext === undefined,
        }}
        problems={form.checked ? sharedProblems(value) : {}}
        onChange={(next) =>
          drafts.change(keys, {
            ...(next.language !== value.language && { language: next.language }),
            ...(next.securityContext !== value.securityContext && {
              securityContext: next.securityContext,
            }),
          })
        }
      />
      <SuggestField
        label="Content type"
        placeholder={type === undefined ? 'Various' : 'As detected'}
        suggestions={COMMON_CONTENT_TYPES}
        value={type ?? ''}
        error={edited && problemsOf(edited).contentType}
        onChange={(contentType) =>
          // Emptied, it is what the bytes say again.
          drafts.change(keys, { contentType: contentType === '' ? undefined : contentType })
        }
      />
    </div>
  )
}
