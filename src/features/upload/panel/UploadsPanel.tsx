import { ChevronDown, ChevronUp, Download, Pause, Play, RotateCcw } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useLocation } from 'react-router'
import type { Binary } from '#fhir/types.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { saveAs } from '#ui/save-as.ts'
import { useQueueState, useUpload } from '../context.tsx'
import { ChooseFilesAgain } from '../journal/ChooseFilesAgain.tsx'
import { canRetry, isFinished, isPending, type UploadItem } from '../queue/item.ts'
import { totalsOf } from '../queue/totals.ts'
import { panelWords } from './announcement.ts'
import { UploadFilter, shownItems, type Shown } from './UploadFilter.tsx'
import { UploadHead } from './UploadHead.tsx'
import { UploadRows } from './UploadRows.tsx'
import { useAnnouncedProgress } from './use-announced-progress.ts'
import styles from './uploads-panel.module.css'

/** A new version, while somebody else has stored another one. */
export interface UploadConflict {
  org: string
  id: string
  /** The version that was on the screen. */
  baseVersionId: string | undefined
  /** What the new version is to say beside its content. */
  fields: Binary
  /** Of the file, in bytes. */
  size: number
  /** As its label and its name describe it; absent after a reload, until it is given again. */
  file: File | undefined
  /** What the other one stored, where that is known: a merge is made with this version alone. */
  storedVersionId: string | undefined
  onClose: () => void
  onUploadOnTop: (ifMatch: string | undefined) => void
  /** Sends a merge of the file and the stored version in its place. */
  onUploadMerged: (merged: File) => void
}

/** Pixels of the window; below it the open panel lies over the list. */
const PANEL_COVERS_BELOW = 768

/** The region of all uploads, outside of every page. `conflictDialog` shows both versions and their common base. */
export function UploadsPanel(props: { conflictDialog: (conflict: UploadConflict) => ReactNode }) {
  const state = useQueueState()
  const { items, paused } = state
  const { queue, isPanelOpen, setPanelOpen } = useUpload()
  useAnnouncedProgress(queue, () => {
    if (innerWidth < PANEL_COVERS_BELOW) setPanelOpen(false)
  })
  const [shown, setShown] = useState<Shown>('all')
  const [asked, setAsked] = useState<Asked>({ closed: [] })
  const { pathname } = useLocation()
  if (items.length === 0) return null
  const inDialog = items.find((item) => isInDialog(item, asked, pathname))
  const totals = totalsOf(items)
  return (
    <section
      ref={keepToastsOff}
      className={styles['panel']}
      aria-labelledby="uploads-title"
      data-open={isPanelOpen}
    >
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
          <UploadHead state={state} />
          {items.length > 1 && (
            <UploadFilter shown={shown} all={items.length} totals={totals} onChange={setShown} />
          )}
          <ChooseFilesAgain items={items} />
          <ForAll items={items} isPaused={paused !== undefined} />
          <UploadRows
            items={shownItems(items, items.length > 1 ? shown : 'all')}
            hold={state}
            inDialog={inDialog?.key}
            onLook={(key) => setAsked({ ...asked, key })}
          />
        </>
      )}
      {inDialog !== undefined &&
        conflictOf(inDialog, queue, props.conflictDialog, () =>
          setAsked({ closed: [...asked.closed, attemptOf(inDialog)] }),
        )}
    </section>
  )
}

/** Says on the document how large the panel is, since toasts are outside of it; `.toasts` in `#ui` makes room. */
function keepToastsOff(panel: HTMLElement) {
  const { style } = document.documentElement
  const observer = new ResizeObserver(() => {
    style.setProperty('--uploads-width', `${panel.offsetWidth}px`)
    style.setProperty('--uploads-height', `${panel.offsetHeight}px`)
  })
  observer.observe(panel)
  return () => {
    observer.disconnect()
    style.removeProperty('--uploads-width')
    style.removeProperty('--uploads-height')
  }
}

function conflictOf(
  item: UploadItem,
  queue: ReturnType<typeof useUpload>['queue'],
  render: (conflict: UploadConflict) => ReactNode,
  onClose: () => void,
): ReactNode {
  const { key, org, target, fields, facts, file, state } = item
  if (target.kind !== 'version') return null
  const remote = state.kind === 'conflict' ? state.remote : undefined
  const storedVersionId = remote?.kind === 'live' ? remote.versionId : undefined
  return render({
    org,
    id: target.id,
    baseVersionId: target.ifMatch,
    fields,
    size: facts.size,
    file,
    storedVersionId,
    onClose,
    onUploadOnTop: (ifMatch) => queue.command(key, { type: 'reapply', ifMatch }),
    onUploadMerged: (merged) =>
      queue.command(key, { type: 'reapply', ifMatch: storedVersionId, merged }),
  })
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
  const isRunning = items.some(isPending)
  const repeatable = items.filter((item) => item.state.kind === 'failed' && canRetry(item))
  const finished = items.filter(isFinished)
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
      <Button size="s" variant="quiet" icon={Download} onClick={() => void saveReport(items)}>
        Save report
      </Button>
    </div>
  )
}

/** All uploads as a table, whatever the list shows just now. */
async function saveReport(items: readonly UploadItem[]): Promise<void> {
  const { reportOf } = await import('./report.ts')
  const report = await reportOf(items, () => new Promise((resolve) => setTimeout(resolve)))
  saveAs(report, `uploads ${new Date().toISOString().slice(0, 16).replace(':', '.')}.csv`)
}
