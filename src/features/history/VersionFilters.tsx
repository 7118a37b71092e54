import { shortAuthor } from '#fhir/attribution.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { CHANGE_KINDS, type ChangeKind, type VersionsAddress } from './chosen.ts'
import styles from './history.module.css'

export interface VersionFiltersProps {
  address: VersionsAddress
  /** Who saved one of those that are loaded. */
  authors: readonly string[]
  onChange: (change: Partial<VersionsAddress>) => void
}

/** Narrows the timeline: by day (the server's own `_since`), by person and by kind of change. */
export function VersionFilters({ address, authors, onChange }: VersionFiltersProps) {
  const { since, by, kind } = address
  const people = by === undefined || authors.includes(by) ? authors : [by, ...authors]
  return (
    <div className={styles['filters']} role="search" aria-label="Narrow the versions">
      <TextField
        label="Saved since"
        type="date"
        value={since}
        onChange={(value) => onChange({ since: value })}
      />
      {people.length > 1 || by !== undefined ? (
        <SelectField
          label="Saved by"
          value={by ?? ''}
          options={[
            { value: '', label: 'Everybody' },
            ...people.map((name) => ({ value: name, label: shortAuthor(name) })),
          ]}
          onChange={(value) => onChange({ by: value === '' ? undefined : value })}
        />
      ) : null}
      <SelectField
        label="Kind of change"
        value={kind ?? ''}
        options={[
          { value: '', label: 'All' },
          ...CHANGE_KINDS.map((value) => ({ value, label: KIND_WORDS[value] })),
        ]}
        onChange={(value) => onChange({ kind: CHANGE_KINDS.find((one) => one === value) })}
      />
    </div>
  )
}

const KIND_WORDS: Record<ChangeKind, string> = {
  content: 'Content replaced',
  fields: 'Fields changed',
  created: 'Created',
  restored: 'Restored',
  deleted: 'Deleted',
}
