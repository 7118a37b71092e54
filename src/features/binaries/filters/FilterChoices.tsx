import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { DateRange } from '../search/search-view.ts'
import styles from '../list/toolbar.module.css'

export interface Choice {
  key: string
  label: string
  count: number
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Boxes to tick, each with how many rows it would show. */
export function CountedChoices({ choices }: { choices: readonly Choice[] }) {
  if (choices.length === 0) return <p>Nothing is loaded yet.</p>
  return (
    <div className={styles['choices']}>
      {choices.map(({ key, label, count, checked, onChange }) => (
        <div key={key} className={styles['choice']}>
          <Checkbox label={label} checked={checked} onChange={onChange} />
          <span className={styles['count']}>{count.toLocaleString()}</span>
        </div>
      ))}
    </div>
  )
}

export interface DateFieldsProps {
  range: DateRange | undefined
  onChange: (range: DateRange | undefined) => void
}

/** Any two days. One after the other pulls the other along: a range is never upside down. */
export function DateFields({ range, onChange }: DateFieldsProps) {
  const set = (from: string, to: string) => {
    if (from === '' && to === '') return onChange(undefined)
    onChange({ ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) })
  }
  const [from, to] = [range?.from ?? '', range?.to ?? '']
  return (
    <div className={styles['range']}>
      <TextField
        label="From"
        type="date"
        value={from}
        onChange={(day) => set(day, to !== '' && to < day ? day : to)}
      />
      <TextField
        label="To"
        type="date"
        value={to}
        onChange={(day) => set(day !== '' && from > day ? day : from, day)}
      />
    </div>
  )
}
