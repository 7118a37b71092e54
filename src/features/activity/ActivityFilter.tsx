import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { CHANGE_KINDS, type ChangeKind } from './feed.ts'
import styles from './activity.module.css'

/** Which kinds of change, and from which day on. */
export function ActivityFilter(props: {
  kinds: readonly ChangeKind[]
  /** `2026-05-03`, or empty. */
  from: string
  onChange: (filter: { kinds: readonly ChangeKind[]; from: string }) => void
}) {
  const { kinds, from, onChange } = props
  const toggle = (kind: ChangeKind, on: boolean) => {
    const others = kinds.filter((one) => one !== kind)
    onChange({ kinds: on ? [...others, kind] : others, from })
  }
  return (
    <div className={styles['filter']}>
      <TextField
        label="Changed since"
        type="date"
        value={from}
        onChange={(day) => onChange({ kinds, from: day })}
      />
      <fieldset className={styles['kinds']}>
        <legend>Show only</legend>
        {CHANGE_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={WORDS[kind]}
            checked={kinds.includes(kind)}
            onChange={(on) => toggle(kind, on)}
          />
        ))}
      </fieldset>
    </div>
  )
}

const WORDS: Record<ChangeKind, string> = {
  created: 'Created',
  changed: 'Changed',
  restored: 'Restored',
  deleted: 'Deleted',
}
