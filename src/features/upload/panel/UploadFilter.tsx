import type { UploadItem } from '../queue/item.ts'
import { groupOf, type Totals } from '../queue/totals.ts'
import styles from './uploads-panel.module.css'

/** Which uploads the list shows. */
export type Shown = 'all' | 'waiting' | 'active' | 'needs-you' | 'failed' | 'stored'

const CHOICES: readonly { shown: Shown; label: string }[] = [
  { shown: 'all', label: 'All' },
  { shown: 'waiting', label: 'Waiting' },
  { shown: 'active', label: 'Under way' },
  { shown: 'needs-you', label: 'Needs you' },
  { shown: 'failed', label: 'Failed' },
  { shown: 'stored', label: 'Stored' },
]

/** Narrows the list by state; each choice says how many it shows. All stay, so that none goes from under a hand or the focus. */
export function UploadFilter(props: {
  shown: Shown
  all: number
  totals: Totals
  onChange: (shown: Shown) => void
}) {
  return (
    <div className={styles['filter']} role="group" aria-label="Show">
      {CHOICES.map(({ shown, label }) => (
        <button
          key={shown}
          type="button"
          className={styles['chip']}
          aria-pressed={shown === props.shown}
          onClick={() => props.onChange(shown)}
        >
          {label}{' '}
          <span className={styles['count']}>
            {(shown === 'all' ? props.all : props.totals.groups[shown]).toLocaleString('en')}
          </span>
        </button>
      ))}
    </div>
  )
}

/** Rows up to here stay in the order in which they were added. */
const FEW = 100

/**
 * What the list shows: in the order in which they were added, and where there are many, what runs or needs attention first, what
 * waits then, and what is over last.
 */
export function shownItems(items: readonly UploadItem[], shown: Shown): readonly UploadItem[] {
  if (shown !== 'all') return items.filter(({ state }) => groupOf(state) === shown)
  if (items.length <= FEW) return items
  const ranks: UploadItem[][] = [[], [], []]
  for (const item of items) ranks[rankOf(item)]?.push(item)
  return ranks.flat()
}

function rankOf({ state }: UploadItem): number {
  const group = groupOf(state)
  if (group === 'stored' || group === 'cancelled') return 2
  return group === 'waiting' ? 1 : 0
}
