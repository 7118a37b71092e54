import { ChevronDown } from 'lucide-react'
import { useId, useRef, type ReactNode } from 'react'
import { kindLabel, KINDS, type Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { languageName } from '#lib/languages.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { positionBeside } from '#ui/overlays/position.ts'
import { isFiltered, NO_FILTERS, type RowFilters } from '../search/search-view.ts'
import { CountedChoices, DateFields, type Choice } from './FilterChoices.tsx'
import {
  sameDates,
  sameRange,
  SIZE_BUCKETS,
  toggled,
  type Counts,
  type DateBucket,
} from './filters.ts'
import { kindIcons } from './kind-icons.ts'
import styles from '../list/toolbar.module.css'

export interface FilterBarProps {
  counts: Counts
  dates: readonly DateBucket[]
  filters: RowFilters
  onChange: (filters: RowFilters) => void
}

/** Leaves out rows of those that are loaded; each choice says how many it would show. */
export function FilterBar({ counts, dates, filters, onChange }: FilterBarProps) {
  const set = (change: Partial<RowFilters>) => onChange({ ...filters, ...change })
  return (
    <div className={styles['chips']} role="group" aria-label="Filter the list">
      {kindsInLine(counts).map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles['chip']}
          aria-pressed={filters.kinds.includes(kind)}
          onClick={() => set({ kinds: toggled(filters.kinds, kind) })}
        >
          <Icon icon={kindIcons[kind]} size={14} />
          {kindLabel(kind)}{' '}
          <span className={styles['count']}>{(counts.kinds.get(kind) ?? 0).toLocaleString()}</span>
        </button>
      ))}
      <FilterPopover label="Kinds" summary={kindSummary(filters, kindsInLine(counts))}>
        <CountedChoices choices={kindChoices({ counts, filters }, set)} />
      </FilterPopover>
      <FilterPopover label="Languages" summary={languageSummary(filters)}>
        <CountedChoices choices={languageChoices({ counts, filters }, set)} />
      </FilterPopover>
      <FilterPopover label="Size" summary={sizeSummary(filters)}>
        <CountedChoices choices={sizeChoices({ counts, filters }, set)} />
      </FilterPopover>
      <FilterPopover label="Updated" summary={dateSummary(filters, dates)}>
        <CountedChoices choices={dateChoices({ counts, filters }, dates, set)} />
        <DateFields range={filters.updated} onChange={(updated) => set({ updated })} />
      </FilterPopover>
      {isFiltered(filters) && (
        <Button variant="quiet" size="s" onClick={() => onChange(NO_FILTERS)}>
          Show all
        </Button>
      )}
    </div>
  )
}

type Given = Pick<FilterBarProps, 'counts' | 'filters'>
type Change = (change: Partial<RowFilters>) => void

/** The most frequent have chips of their own; the others are a click away. */
function kindsInLine(counts: Counts): Kind[] {
  const frequent = [...counts.kinds].sort(([, a], [, b]) => b - a).slice(0, 5)
  const kinds = new Set(frequent.map(([kind]) => kind))
  return KINDS.filter((kind) => kinds.has(kind))
}

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

/** What no chip in the line shows as pressed. */
function kindSummary({ kinds }: RowFilters, inLine: readonly Kind[]): string | undefined {
  const others = kinds.filter((kind) => !inLine.includes(kind))
  return others.length === 0 ? undefined : others.map(kindLabel).join(', ')
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

function languageSummary({ languages }: RowFilters): string | undefined {
  if (languages.length === 0) return undefined
  return languages.map((code) => (code === '' ? 'none' : code)).join(', ')
}

function sizeSummary({ size }: RowFilters): string | undefined {
  if (size === undefined) return undefined
  const bucket = SIZE_BUCKETS.find(({ range }) => sameRange(range, size))
  if (bucket) return bucket.label
  if (size.max === undefined) return `${formatBytes(size.min ?? 0)} and more`
  return `${formatBytes(size.min ?? 0)} to ${formatBytes(size.max)}`
}

function dateSummary({ updated }: RowFilters, dates: readonly DateBucket[]): string | undefined {
  if (updated === undefined) return undefined
  const bucket = dates.find(({ range }) => sameDates(range, updated))
  return bucket?.label ?? `${updated.from ?? '…'} to ${updated.to ?? '…'}`
}

interface FilterPopoverProps {
  /** Of the button and of what it opens. */
  label: string
  /** What is chosen, in short; nothing where nothing is. */
  summary: string | undefined
  children: ReactNode
}

/** A chip that opens a group of choices: the browser's popover, closed by Escape or a click elsewhere. */
function FilterPopover({ label, summary, children }: FilterPopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={cx(styles['chip'], summary !== undefined && styles['on'])}
        aria-haspopup="dialog"
        data-chosen={summary === undefined ? undefined : ''}
        popoverTarget={id}
      >
        {summary === undefined ? label : `${label}: ${summary}`}
        <Icon icon={ChevronDown} size={14} />
      </button>
      <div
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        tabIndex={-1}
        className={styles['popover']}
        onToggle={(event) => {
          if (event.newState !== 'open' || !button.current) return
          positionBeside(event.currentTarget, button.current, 'start')
          event.currentTarget.focus()
        }}
      >
        {children}
      </div>
    </>
  )
}
