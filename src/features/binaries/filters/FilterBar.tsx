import { ChevronDown } from 'lucide-react'
import { Suspense, useId, useRef, useState, type ReactNode } from 'react'
import { kindLabel, KINDS, type Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { positionBeside } from '#ui/overlays/position.ts'
import { isFiltered, NO_FILTERS, type RowFilters } from '../search/search-view.ts'
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

/** What opens below a chip: with the first look at the bar. */
const filterChoices = lazyPart(async () => (await import('./FilterChoices.tsx')).FilterChoices)

/** Leaves out rows of those that are loaded; each choice says how many it would show. */
export function FilterBar(props: FilterBarProps) {
  const { counts, dates, filters, onChange } = props
  const [near, setNear] = useState(false)
  return (
    <div
      className={styles['chips']}
      role="group"
      aria-label="Filter the list"
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    >
      {kindsInLine(counts).map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles['chip']}
          aria-pressed={filters.kinds.includes(kind)}
          onClick={() => onChange({ ...filters, kinds: toggled(filters.kinds, kind) })}
        >
          <Icon icon={kindIcons[kind]} size={14} />
          {kindLabel(kind)}{' '}
          <span className={styles['count']}>{(counts.kinds.get(kind) ?? 0).toLocaleString()}</span>
        </button>
      ))}
      <FilterPopover label="Kinds" summary={kindSummary(filters, kindsInLine(counts))}>
        {near && <filterChoices.Part {...props} of="kinds" />}
      </FilterPopover>
      <FilterPopover label="Languages" summary={languageSummary(filters)}>
        {near && <filterChoices.Part {...props} of="languages" />}
      </FilterPopover>
      <FilterPopover label="Size" summary={sizeSummary(filters)}>
        {near && <filterChoices.Part {...props} of="size" />}
      </FilterPopover>
      <FilterPopover label="Updated" summary={dateSummary(filters, dates)}>
        {near && <filterChoices.Part {...props} of="updated" />}
      </FilterPopover>
      {isFiltered(filters) && (
        <Button variant="quiet" size="s" onClick={() => onChange(NO_FILTERS)}>
          Show all
        </Button>
      )}
    </div>
  )
}

/** The most frequent have chips of their own; the others are a click away. */
function kindsInLine(counts: Counts): Kind[] {
  const frequent = [...counts.kinds].sort(([, a], [, b]) => b - a).slice(0, 5)
  const kinds = new Set(frequent.map(([kind]) => kind))
  return KINDS.filter((kind) => kinds.has(kind))
}

/** What no chip in the line shows as pressed. */
function kindSummary({ kinds }: RowFilters, inLine: readonly Kind[]): string | undefined {
  const others = kinds.filter((kind) => !inLine.includes(kind))
  return others.length === 0 ? undefined : others.map(kindLabel).join(', ')
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
  const sizes = useRef<ResizeObserver>(null)
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
          sizes.current?.disconnect()
          const [popover, anchor] = [event.currentTarget, button.current]
          if (event.newState !== 'open' || !anchor) return
          // Again when the choices have been loaded.
          sizes.current = new ResizeObserver(() => positionBeside(popover, anchor, 'start'))
          sizes.current.observe(popover)
          popover.focus()
        }}
      >
        <Suspense>{children}</Suspense>
      </div>
    </>
  )
}
