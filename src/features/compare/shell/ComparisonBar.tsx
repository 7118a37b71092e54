import { ArrowDown, ArrowUp } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { changeWords, type Comparison } from '../changes.ts'
import { ChangeList } from './ChangeList.tsx'
import { useChangeKeys } from './use-change-keys.ts'
import styles from './shell.module.css'

/**
 * The head of every comparison: its summary in one sentence, "previous" and "next" change (also `p` and `n`), what the view
 * can be set to, and the list of changes in words.
 */
export function ComparisonBar(props: {
  comparison: Comparison
  /** The change that is shown, -1 before the first. */
  current: number
  /** How many places the view can go to, where they are other than the changes listed. */
  stops?: number
  onGo: (change: number) => void
  /** Goes to a change of the list, by its anchor. */
  onShow?: (anchor: string) => void
  children?: ReactNode
}) {
  const { comparison, current, onGo, onShow, children } = props
  const { summary, remarks, notCompared } = comparison
  const stops = props.stops ?? comparison.changes.length
  const hasNext = current < stops - 1
  useChangeKeys({
    next: () => hasNext && onGo(current + 1),
    previous: () => current > 0 && onGo(current - 1),
  })
  const notes = [...remarks.filter((remark) => remark !== summary), ...notCompared]
  return (
    <>
      <div className={styles['bar']}>
        <p role="status">{summary}</p>
        <Button
          size="s"
          icon={ArrowUp}
          aria-keyshortcuts="p"
          disabledReason={current > 0 ? undefined : 'There is no change before this one.'}
          onClick={() => onGo(current - 1)}
        >
          Previous change
        </Button>
        <Button
          size="s"
          icon={ArrowDown}
          aria-keyshortcuts="n"
          disabledReason={hasNext ? undefined : 'There is no change after this one.'}
          onClick={() => onGo(current + 1)}
        >
          Next change
        </Button>
        {children}
        <CopyButton label="Copy summary" text={summaryText(comparison)} />
      </div>
      {notes.length > 0 && (
        <ul className={styles['notes']} aria-label="Remarks on the comparison">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      <ChangeList
        comparison={comparison}
        onGo={onShow && ((index) => onShow(comparison.changes[index]?.anchor ?? ''))}
      />
    </>
  )
}

const COPIED = 50

/** What is copied of a comparison: the sentence, its first changes, and what is said beside them. */
export function summaryText({ summary, changes, total, remarks, notCompared }: Comparison): string {
  const lines = changes.slice(0, COPIED).map((change) => `- ${changeWords(change)}`)
  const more = total > lines.length ? [`- and ${total - lines.length} more`] : []
  const notes = [...remarks.filter((remark) => remark !== summary), ...notCompared]
  return [summary, ...lines, ...more, ...notes].join('\n')
}
