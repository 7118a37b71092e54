import { ChevronDown } from 'lucide-react'
import { Suspense, useId, useRef, useState, type ReactNode } from 'react'
import { kindLabel, KINDS, type Kind } from '#formats/kinds.ts'
import { Button } from '#ui/controls/Button.tsx'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { positionBeside } from '#ui/overlays/position.ts'
import { isFiltered, NO_FILTERS, type RowFilters } from '../search/search-view.ts'
import { toggled, type Counts, type DateBucket } from './filters.ts'
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
  const { counts, filters, onChange } = props
  const inLine = kindsInLine(counts)
  const [near, setNear] = useState(false)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- only loads what its buttons open
    <div
      className={styles['chips']}
      role="group"
      aria-label="Filter the list"
      onPointerEnter={() => setNear(true)}
      onFocus={() => setNear(true)}
    >
      {inLine.map((kind) => (
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
      <FilterPopover label="Kinds" on={filters.kinds.some((kind) => !inLine.includes(kind))}>
        {near && <filterChoices.Part {...props} of="kinds" />}
      </FilterPopover>
      <FilterPopover label="Languages" on={filters.languages.length > 0}>
        {near && <filterChoices.Part {...props} of="languages" />}
      </FilterPopover>
      <FilterPopover label="Size" on={filters.size !== undefined}>
        {near && <filterChoices.Part {...props} of="size" />}
      </FilterPopover>
      <FilterPopover label="Updated" on={filters.updated !== undefined}>
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

interface FilterPopoverProps {
  /** Of the button and of what it opens. */
  label: string
  /** Whether anything is chosen; what, the chips of the active filters say. */
  on: boolean
  children: ReactNode
}

/** A chip that opens a group of choices: the browser's popover, closed by Escape or a click elsewhere. */
function FilterPopover({ label, on, children }: FilterPopoverProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const sizes = useRef<ResizeObserver>(null)
  return (
    <>
      <button
        ref={button}
        type="button"
        className={cx(styles['chip'], on && styles['on'])}
        aria-haspopup="dialog"
        data-chosen={on ? '' : undefined}
        popoverTarget={id}
      >
        {label}
        {on && <VisuallyHidden>, filtered</VisuallyHidden>}
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
