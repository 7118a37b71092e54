import { ArrowDown, ArrowUp } from 'lucide-react'
import type { KeyboardEvent, ReactNode } from 'react'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { changeWords, counted, type Comparison } from '../changes.ts'
import styles from './work.module.css'

/** Changes that the list shows at once; the view itself shows all of them. */
const LISTED = 200

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
          <CopyButton text={[summary, ...notCompared, ...remarks].join(' ')} label="Copy summary" />
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

function ChangeList(props: {
  comparison: Comparison
  current: number | undefined
  onGo: (change: number) => void
}) {
  const { changes, total } = props.comparison
  const shown = changes.slice(0, LISTED)
  return (
    <details className={styles['list']}>
      <summary>List of changes ({total.toLocaleString('en')})</summary>
      <ol>
        {shown.map((change, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- changes have no other identity and never move
          <li key={index}>
            <button
              type="button"
              aria-current={index === props.current || undefined}
              onClick={() => props.onGo(index)}
            >
              {changeWords(change)}
            </button>
          </li>
        ))}
      </ol>
      {total > shown.length && (
        <p>And {(total - shown.length).toLocaleString('en')} more, in the view above.</p>
      )}
    </details>
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
