import { ArrowDown, ArrowUp } from 'lucide-react'
import { useLayoutEffect, useState, type ReactNode } from 'react'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { useSizeOf } from '#ui/use-size.ts'
import { counted, type Comparison } from '../changes.ts'
import { useComparedOf } from '../compared-of.ts'
import { usePaper, type PaperPage } from '../paper/use-paper.tsx'
import { ChangeList } from './ChangeList.tsx'
import { summaryText } from './summary-text.ts'
import { useChangeKeys } from './use-change-keys.ts'
import styles from './shell.module.css'

export interface ComparisonBarProps {
  comparison: Comparison
  /** The change that is shown, from 0; nothing or -1 before the first. */
  current: number | undefined
  /** How many places the view can go to, where they are other than the changes listed. */
  stops?: number
  onGo: (change: number) => void
  /** Goes to a change of the list, by its anchor. */
  onShow?: (anchor: string) => void
  /** It is a part of another comparison, which has the keys and whose summary can be copied. */
  isPart?: boolean
  /** The difference as a file, where it can be one. */
  save?: ReactNode
  /** All pages that differ, for paper, where the screen shows one of them. */
  paper?: readonly PaperPage[] | undefined
  /** Modes and choices of the view. */
  children?: ReactNode
}

/**
 * The head of every comparison, which stays in view: its summary in one sentence, the way through its changes (also by `p`
 * and `n`), what the view can be set to, the list of changes in words, and the comparison as text, as a file and on paper.
 */
export function ComparisonBar(props: ComparisonBarProps) {
  const { comparison, onGo, onShow, isPart = false, save, children } = props
  const { summary, changes, remarks, notCompared } = comparison
  const current = props.current ?? -1
  const stops = props.stops ?? changes.length
  const of = useComparedOf()
  useChangeKeys(!isPart, {
    next: () => current < stops - 1 && onGo(current + 1),
    previous: () => current > 0 && onGo(current - 1),
  })
  const paper = usePaper(props.paper)
  const setBar = useToolsHeight(isPart)
  const notes = remarks.filter((remark) => remark !== summary)
  const goListed = onShow && ((index: number) => onShow(changes[index]?.anchor ?? ''))
  return (
    <>
      <div ref={setBar} className={styles['bar']} data-part={isPart || undefined}>
        <div className={styles['head']}>
          <p className={styles['summary']} role="status">
            {summary}
          </p>
          {stops > 0 && <Steps {...{ current, stops, onGo }} />}
        </div>
        <div className={styles['tools']}>
          {children}
          <ChangeList
            comparison={comparison}
            // Where stops are not the changes of the list, none of it is the current one.
            current={onShow === undefined && current >= 0 ? current : undefined}
            onGo={goListed ?? onGo}
          />
          {save}
          {!isPart && (
            <>
              <CopyButton iconOnly label="Copy summary" text={summaryText(comparison, of)} />
              {paper.button}
            </>
          )}
        </div>
      </div>
      {notCompared.map((words) => (
        <Banner key={words} tone="warning" title={words} />
      ))}
      {notes.length > 0 && (
        <ul className={styles['notes']} aria-label="Remarks on the comparison">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
      {!isPart && paper.sheets}
    </>
  )
}

/** Tells what stands below how high what stays of the bar is, for what stays in view below it. @returns takes the bar */
function useToolsHeight(isPart: boolean): (bar: HTMLElement | null) => void {
  const [bar, setBar] = useState<HTMLElement | null>(null)
  const whole = useSizeOf(bar)
  const [head] = bar?.children ?? []
  // On a narrow screen the summary alone stays in view, and the bar has no box of its own.
  const sentence = useSizeOf(head instanceof HTMLElement ? head : null)
  const height = whole.height === 0 ? sentence.height : whole.height
  useLayoutEffect(() => {
    if (!isPart) bar?.parentElement?.style.setProperty('--tools-height', `${height}px`)
  }, [bar, height, isPart])
  return setBar
}

function Steps(props: { current: number; stops: number; onGo: (change: number) => void }) {
  const { current, stops, onGo } = props
  const where =
    current < 0
      ? counted(stops, 'change')
      : `${(current + 1).toLocaleString('en')} of ${stops.toLocaleString('en')}`
  return (
    <div className={styles['steps']} role="group" aria-label="Changes">
      <IconButton
        size="s"
        label="Previous change"
        icon={ArrowUp}
        aria-keyshortcuts="p"
        disabledReason={current > 0 ? undefined : 'There is no previous change.'}
        onClick={() => onGo(current - 1)}
      />
      <span role="group" aria-label="Change" aria-live="polite">
        {where}
      </span>
      <IconButton
        size="s"
        label="Next change"
        icon={ArrowDown}
        aria-keyshortcuts="n"
        disabledReason={current < stops - 1 ? undefined : 'There is no next change.'}
        onClick={() => onGo(current + 1)}
      />
    </div>
  )
}
