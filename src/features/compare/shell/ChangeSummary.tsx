import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { counted, type Comparison } from '../changes.ts'
import { ChangeList } from './ChangeList.tsx'
import { summaryText } from './ComparisonBar.tsx'
import styles from './shell.module.css'

/** What a comparison comes to in one sentence, the way through its changes, and all of them as a list. */
export function ChangeSummary(props: {
  comparison: Comparison
  /** Which change is shown, from 0; `undefined` where none is. */
  current: number | undefined
  onGo: (change: number) => void
  /** It is a part of another comparison, whose summary can be copied. */
  isPart?: boolean
  /** Modes and choices of the view. */
  children?: ReactNode
}) {
  const { comparison, current, onGo } = props
  const { summary, changes, total, notCompared, remarks } = comparison
  const last = changes.length - 1
  const where = current === undefined ? counted(total, 'change') : `${current + 1} of ${total}`
  return (
    <>
      <div className={styles['bar']}>
        <p className={styles['summary']} role="status">
          {summary}
        </p>
        {props.children}
        {changes.length > 0 && (
          <div className={styles['steps']} role="group" aria-label="Changes">
            <IconButton
              size="s"
              label="Previous change"
              icon={ArrowUp}
              disabledReason={(current ?? 0) === 0 ? 'This is the first change.' : undefined}
              onClick={() => onGo((current ?? 0) - 1)}
            />
            <output aria-label="Change">{where}</output>
            <IconButton
              size="s"
              label="Next change"
              icon={ArrowDown}
              disabledReason={current === last ? 'This is the last change.' : undefined}
              onClick={() => onGo(current === undefined ? 0 : current + 1)}
            />
          </div>
        )}
        {props.isPart !== true && (
          <CopyButton text={summaryText(comparison)} label="Copy summary" />
        )}
      </div>
      {notCompared.map((words) => (
        <Banner key={words} tone="warning" title={words} />
      ))}
      {(remarks.length > 0 || changes.length > 0) && (
        <div className={styles['below']}>
          {remarks.length > 0 && <p>{remarks.join(' ')}</p>}
          {changes.length > 0 && <ChangeList {...{ comparison, current, onGo }} />}
        </div>
      )}
    </>
  )
}

/** Takes the keys that lead through changes where a part shows them: `n` and `p`. */
export function stepByKey(
  event: KeyboardEvent,
  current: number | undefined,
  count: number,
  onGo: (change: number) => void,
): void {
  if (event.ctrlKey || event.metaKey || event.altKey) return
  const isTyping = 'input:not([type=range]), textarea, select'
  if (event.target instanceof Element && event.target.matches(isTyping)) return
  const next = current === undefined ? 0 : current + 1
  const to = event.key === 'n' ? next : event.key === 'p' ? (current ?? 1) - 1 : undefined
  if (to === undefined || to < 0 || to >= count) return
  event.preventDefault()
  onGo(to)
}
