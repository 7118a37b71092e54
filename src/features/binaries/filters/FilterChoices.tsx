import { kindLabel, KINDS } from '#formats/kinds.ts'
import { languageName } from '#lib/languages.ts'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import type { DateRange, RowFilters } from '../search/search-view.ts'
import { DayRange } from './DayRange.tsx'
import type { FilterBarProps } from './FilterBar.tsx'
import { sameDates, sameRange, SIZE_BUCKETS, toggled, type DateBucket } from './filters.ts'
import styles from '../list/toolbar.module.css'

export interface FilterChoicesProps extends FilterBarProps {
  of: keyof RowFilters
}

/** The choices of one dimension, each with how many rows it would show. */
export function FilterChoices({ of, counts, dates, filters, onChange }: FilterChoicesProps) {
  const set = (change: Partial<RowFilters>) => onChange({ ...filters, ...change })
  switch (of) {
    case 'kinds':
      return <CountedChoices choices={kindChoices({ counts, filters }, set)} />
    case 'languages':
      return <CountedChoices choices={languageChoices({ counts, filters }, set)} />
    case 'size':
      return <CountedChoices choices={sizeChoices({ counts, filters }, set)} />
    case 'updated':
      return (
        <>
          <CountedChoices choices={dateChoices({ counts, filters }, dates, set)} />
          <DateFields range={filters.updated} onChange={(updated) => set({ updated })} />
        </>
      )
  }
}

interface Choice {
  key: string
  label: string
  count: number
  checked: boolean
  onChange: (checked: boolean) => void
}

/** Boxes to tick, each with how many rows it would show. */
function CountedChoices({ choices }: { choices: readonly Choice[] }) {
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

interface DateFieldsProps {
  range: DateRange | undefined
  onChange: (range: DateRange | undefined) => void
}

/** Any two days, beside those that are offered. */
function DateFields({ range, onChange }: DateFieldsProps) {
  const set = (from: string, to: string) => {
    if (from === '' && to === '') return onChange(undefined)
    onChange({ ...(from === '' ? {} : { from }), ...(to === '' ? {} : { to }) })
  }
  const [from, to] = [range?.from ?? '', range?.to ?? '']
  return (
    <div className={styles['range']}>
      <DayRange {...{ from, to }} labels={['From', 'To']} onChange={set} />
    </div>
  )
}

type Given = Pick<FilterBarProps, 'counts' | 'filters'>
type Change = (change: Partial<RowFilters>) => void

function kindChoices({ counts, filters }: Given, set: Change): Choice[] {
  return KINDS.filter((kind) => counts.kinds.has(kind) || filters.kinds.includes(kind)).map(
    (kind) => ({
      key: kind,
      label: kindLabel(kind),
      count: counts.kinds.get(kind) ?? 0,
      checked: filters.kinds.includes(kind),
      onChange: () => set({ kinds: toggled(filters.kinds, kind) }),
    }),
  )
}

function languageChoices({ counts, filters }: Given, set: Change): Choice[] {
  const codes = new Set([...counts.languages.keys(), ...filters.languages])
  return [...codes].sort().map((code) => ({
    key: code,
    label: code === '' ? 'No language' : `${languageName(code) ?? code} (${code})`,
    count: counts.languages.get(code) ?? 0,
    checked: filters.languages.includes(code),
    onChange: () => set({ languages: toggled(filters.languages, code) }),
  }))
}

function sizeChoices({ counts, filters }: Given, set: Change): Choice[] {
  return SIZE_BUCKETS.map(({ label, range }, index) => ({
    key: label,
    label,
    count: counts.sizes[index] ?? 0,
    checked: sameRange(filters.size, range),
    onChange: (on) => set({ size: on ? range : undefined }),
  }))
}

function dateChoices(
  { counts, filters }: Given,
  dates: readonly DateBucket[],
  set: Change,
): Choice[] {
  return dates.map(({ label, range }, index) => ({
    key: label,
    label,
    count: counts.dates[index] ?? 0,
    checked: sameDates(filters.updated, range),
    onChange: (on) => set({ updated: on ? range : undefined }),
  }))
}
