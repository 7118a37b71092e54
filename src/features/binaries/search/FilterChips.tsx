import { X } from 'lucide-react'
import { useRef, type KeyboardEvent } from 'react'
import { Icon } from '#ui/display/Icon.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { activeFilters, type ActiveFilter } from './criteria-words.ts'
import type { SearchView } from './search-view.ts'
import styles from './filter-chips.module.css'

export interface FilterChipsProps {
  view: SearchView
  onRemove: (filter: ActiveFilter) => void
}

/** The filters that are on, each a button that takes it off: by a click, Enter, Delete or Backspace. */
export function FilterChips({ view, onRemove }: FilterChipsProps) {
  const list = useRef<HTMLUListElement>(null)
  const filters = activeFilters(view)
  if (filters.length === 0) return null
  const remove = (filter: ActiveFilter, at: number) => {
    moveFocus(list.current, at)
    announce(`${filter.label} is no longer filtered`)
    onRemove(filter)
  }
  return (
    <ul ref={list} className={styles['chips']} aria-label="Active filters">
      {filters.map((filter, at) => (
        <li key={filter.key} className={styles['item']}>
          <button
            type="button"
            className={styles['chip']}
            title={`${filter.value}\nClick or press Delete to remove this filter`}
            onClick={() => remove(filter, at)}
            onKeyDown={(event) => {
              if (isRemoval(event)) remove(filter, at)
            }}
          >
            <span className={styles['label']}>{filter.label}:</span>{' '}
            <span className={styles['value']}>{filter.value}</span>
            {filter.scope === 'loaded' && <span className={styles['label']}> (loaded files)</span>}
            <VisuallyHidden>, remove this filter</VisuallyHidden>
            <Icon icon={X} size={14} />
          </button>
        </li>
      ))}
    </ul>
  )
}

function isRemoval(event: KeyboardEvent): boolean {
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey
  if (!plain || (event.key !== 'Delete' && event.key !== 'Backspace')) return false
  event.preventDefault()
  return true
}

/** To the next chip, else to the one before; from the last one to where the next search would begin. */
function moveFocus(list: HTMLElement | null, at: number): void {
  const chips = [...(list?.querySelectorAll('button') ?? [])]
  const next = chips[at + 1] ?? chips[at - 1]
  if (next) next.focus()
  else firstVisible(list?.parentElement)?.focus()
}

/** On a narrow screen the form is folded, and a button unfolds it. */
function firstVisible(tools: HTMLElement | null | undefined): HTMLElement | undefined {
  const controls = tools?.querySelectorAll<HTMLElement>('form input, [aria-expanded]') ?? []
  return [...controls].find((control) => control.checkVisibility())
}
