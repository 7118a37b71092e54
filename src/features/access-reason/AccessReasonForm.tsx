import { Plus, Trash2 } from 'lucide-react'
import type { AccessReasonConfig } from '#site/console-config.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField, SuggestField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { headerOf, withTemplate, type AccessReason } from './draft.ts'
import styles from './access-reason.module.css'

export interface AccessReasonFormProps {
  id: string
  config: AccessReasonConfig
  draft: AccessReason
  error: string | undefined
  onChange: (draft: AccessReason) => void
  onSubmit: () => void
}

/** Reason, ticket and further keys, with a preview of exactly what will be sent. */
export function AccessReasonForm(props: AccessReasonFormProps) {
  const { id, config, draft, error, onChange, onSubmit } = props
  return (
    <form
      id={id}
      className={styles['form']}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        onSubmit()
      }}
    >
      {config.templates.length > 0 && (
        <div className={styles['templates']} role="group" aria-label="Templates">
          {config.templates.map(({ name, values }) => (
            <Button
              key={name}
              size="s"
              onClick={() => onChange(withTemplate(values, draft.format))}
            >
              {name}
            </Button>
          ))}
        </div>
      )}
      <SuggestField
        label="Reason"
        value={draft.reason}
        error={error}
        suggestions={config.reasons.map((value) => ({ value, label: value }))}
        onChange={(reason) => onChange({ ...draft, reason })}
      />
      <TextField
        label="Ticket"
        value={draft.ticket}
        onChange={(ticket) => onChange({ ...draft, ticket })}
      />
      <Further draft={draft} onChange={onChange} />
      <SelectField
        label="Format"
        value={draft.format}
        options={[
          { value: 'kv', label: 'Pairs (kv)' },
          { value: 'json', label: 'JSON' },
        ]}
        onChange={(format) => onChange({ ...draft, format })}
      />
      <WillBeSent draft={draft} />
    </form>
  )
}

function Further({
  draft,
  onChange,
}: {
  draft: AccessReason
  onChange: (draft: AccessReason) => void
}) {
  const { further } = draft
  const set = (index: number, change: Partial<AccessReason['further'][number]>) =>
    onChange({
      ...draft,
      further: further.map((one, at) => (at === index ? { ...one, ...change } : one)),
    })
  return (
    <fieldset className={styles['further']}>
      <legend>More keys</legend>
      {further.map(({ key, value }, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- rows have no identity but their place; both fields are controlled
        <div key={index} className={styles['pair']}>
          <TextField
            label={`Key ${index + 1}`}
            value={key}
            onChange={(next) => set(index, { key: next })}
          />
          <TextField
            label={`Value ${index + 1}`}
            value={value}
            onChange={(next) => set(index, { value: next })}
          />
          <IconButton
            label={`Remove key ${index + 1}`}
            icon={Trash2}
            onClick={() => onChange({ ...draft, further: further.filter((_, at) => at !== index) })}
          />
        </div>
      ))}
      <Button
        size="s"
        icon={Plus}
        onClick={() => onChange({ ...draft, further: [...further, { key: '', value: '' }] })}
      >
        Add a key
      </Button>
    </fieldset>
  )
}

function WillBeSent({ draft }: { draft: AccessReason }) {
  const header = headerOf(draft)
  return (
    <section aria-label="What will be sent" className={styles['sent']}>
      <h2>What will be sent with every request</h2>
      {header === undefined ? (
        <p>Nothing.</p>
      ) : (
        <pre>
          log-cdata: {header.text}
          {'\n'}log-cdata-format: {header.format}
        </pre>
      )}
    </section>
  )
}
