import { ChevronDown, ChevronUp, Pause, Play, RotateCcw } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { useQueueState, useUpload } from '../context.tsx'
import { ChooseFilesAgain } from '../journal/ChooseFilesAgain.tsx'
import { canRetry, isActive, isFinished, type UploadItem } from '../queue/item.ts'
import { panelWords, totalsOf } from '../queue/totals.ts'
import { UploadRow } from './UploadRow.tsx'
import styles from './uploads-panel.module.css'

/** A new version, while somebody else has stored another one. */
export interface UploadConflict {
  org: string
  id: string
  /** The version that was on the screen. */
  baseVersionId: string | undefined
  onClose: () => void
  onUploadOnTop: (ifMatch: string | undefined) => void
}

/** The region of all uploads, outside of every page. `conflictDialog` shows both versions and their common base. */
export function UploadsPanel(props: { conflictDialog: (conflict: UploadConflict) => ReactNode }) {
  const { items, paused } = useQueueState()
  const { queue, isPanelOpen, setPanelOpen } = useUpload()
  const [asked, setAsked] = useState<Asked>({ closed: [] })
  const { pathname } = useLocation()
  if (items.length === 0) return null
  const inDialog = items.find((item) => isInDialog(item, asked, pathname))
  const totals = totalsOf(items)
  return (
    <section className={styles['panel']} aria-labelledby="uploads-title" data-open={isPanelOpen}>
      <header className={styles['head']}>
        <h2 id="uploads-title">Uploads</h2>
        <p className={styles['summary']}>{panelWords(totals, paused)}</p>
        <IconButton
          size="s"
          label={isPanelOpen ? 'Fold the list' : 'Unfold the list'}
          icon={isPanelOpen ? ChevronDown : ChevronUp}
          aria-expanded={isPanelOpen}
          onClick={() => setPanelOpen(!isPanelOpen)}
        />
      </header>
      {isPanelOpen && (
        <>
          <ChooseFilesAgain items={items} />
          <ForAll items={items} isPaused={paused !== undefined} />
          <Rows
            items={items}
            inDialog={inDialog?.key}
            onLook={(key) => setAsked({ ...asked, key })}
          />
        </>
      )}
      {inDialog?.target.kind === 'version' &&
        props.conflictDialog({
          org: inDialog.org,
          id: inDialog.target.id,
          baseVersionId: inDialog.target.ifMatch,
          onClose: () => setAsked({ closed: [...asked.closed, attemptOf(inDialog)] }),
          onUploadOnTop: (ifMatch) => queue.command(inDialog.key, { type: 'reapply', ifMatch }),
        })}
    </section>
  )
}

/** Which conflict is looked at, and which were already. */
interface Asked {
  key?: string
  closed: readonly string[]
}

/** On the Binary's own page it opens by itself: there it was asked for. Elsewhere it waits in its row. */
function isInDialog(item: UploadItem, { key, closed }: Asked, pathname: string): boolean {
  if (item.state.kind !== 'conflict' || item.target.kind !== 'version') return false
  if (item.key === key) return true
  const here = pathname === paths.binary(item.org, item.target.id)
  return here && key === undefined && !closed.includes(attemptOf(item))
}

function attemptOf({ key, attempt }: UploadItem): string {
  return `${key} ${attempt}`
}

function ForAll({ items, isPaused }: { items: readonly UploadItem[]; isPaused: boolean }) {
  const { queue } = useUpload()
  const isRunning = items.some((item) => isActive(item) || item.state.kind === 'waiting')
  const repeatable = items.filter((item) => item.state.kind === 'failed' && canRetry(item))
  const finished = items.filter(isFinished)
  if (!isRunning && repeatable.length === 0 && finished.length === 0 && !isPaused) return null
  return (
    <div className={styles['all']}>
      {repeatable.length > 0 && (
        <Button size="s" icon={RotateCcw} onClick={queue.retryAll}>
          Retry all failed
        </Button>
      )}
      {isPaused && (
        <Button size="s" variant="quiet" icon={Play} onClick={queue.resume}>
          Resume all
        </Button>
      )}
      {isRunning && !isPaused && (
        <Button size="s" variant="quiet" icon={Pause} onClick={queue.pause}>
          Pause all
        </Button>
      )}
      {finished.length > 0 && (
        <Button size="s" variant="quiet" onClick={queue.clearFinished}>
          Clear finished
        </Button>
      )}
    </div>
  )
}

/** Rows that are on the page at once. */
const STEP = 200

function Rows(props: {
  items: readonly UploadItem[]
  inDialog: string | undefined
  onLook: (key: string) => void
}) {
  const [limit, setLimit] = useState(STEP)
  const shown = mostPressing(props.items, limit)
  const hidden = props.items.length - shown.length
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div className={styles['scroll']} tabIndex={0} role="group" aria-labelledby="uploads-title">
      <ul className={styles['list']} aria-label="Files">
        {shown.map((item) => (
          <UploadRow
            key={item.key}
            item={item}
            isInDialog={item.key === props.inDialog}
            onLook={() => props.onLook(item.key)}
          />
        ))}
      </ul>
      {hidden > 0 && (
        <Button size="s" variant="quiet" onClick={() => setLimit(limit + STEP)}>
          {`Show ${Math.min(hidden, STEP)} more`}
        </Button>
      )}
    </div>
  )
}

/** In the order in which they were added; when there are too many, those that are running or need attention come first. */
function mostPressing(items: readonly UploadItem[], limit: number): readonly UploadItem[] {
  if (items.length <= limit) return items
  const rank = (item: UploadItem) => (isFinished(item) ? 2 : item.state.kind === 'waiting' ? 1 : 0)
  return items.toSorted((a, b) => rank(a) - rank(b)).slice(0, limit)
}
