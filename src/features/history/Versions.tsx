import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { RestoreDialog, type Restorable } from './RestoreDialog.tsx'
import { timelineOf } from './timeline-of.ts'
import type { TimelineItem } from './timeline.ts'
import { VersionItem } from './VersionItem.tsx'
import styles from './history.module.css'

export interface VersionsProps {
  org: string
  id: string
  /** An instant; only what was saved from then on is shown. */
  since: string | undefined
  onConflict: (versionId: string, baseVersionId: string | undefined) => void
  renderDownload: (version: Restorable) => ReactNode
}

/** The timeline, newest first; older versions are loaded on demand. */
export function Versions({ org, id, since, onConflict, renderDownload }: VersionsProps) {
  const history = useInfiniteQuery(
    useApi().binaries.history(org, id, since === undefined ? {} : { since }),
  )
  if (history.data === undefined) {
    if (history.error === null) return <Skeleton lines={8} label="Loading the versions" />
    const retry = <Button onClick={() => void history.refetch()}>Try again</Button>
    const { title, advice, details } = explainError(history.error)
    return <ErrorState title={title} advice={advice} details={details} actions={retry} />
  }
  const { items, supported } = timelineOf(history.data, since, history.hasNextPage)
  if (!supported) {
    return (
      <EmptyState title="This server keeps no history">
        Only the current version can be read.
      </EmptyState>
    )
  }
  if (items.length === 0) {
    return (
      <EmptyState title="Nothing was saved since then">
        Choose an earlier date to see more.
      </EmptyState>
    )
  }
  return (
    <>
      <Timeline {...{ org, id, items, onConflict, renderDownload }} />
      <Older
        shown={items.length}
        more={history.hasNextPage}
        busy={history.isFetchingNextPage}
        error={history.isFetchNextPageError ? history.error : null}
        onMore={() => void history.fetchNextPage()}
      />
    </>
  )
}

function Timeline(props: Omit<VersionsProps, 'since'> & { items: TimelineItem[] }) {
  const { org, id, items, onConflict, renderDownload } = props
  const [ticked, setTicked] = useState<string[]>([])
  const [restoring, setRestoring] = useState<Restorable>()
  const tick = (versionId: string, on: boolean) => {
    const others = ticked.filter((one) => one !== versionId)
    setTicked(on ? [...others.slice(-1), versionId] : others)
  }
  const [current] = items
  return (
    <>
      <CompareTicked {...{ org, id, items, ticked }} />
      <ol aria-label="Versions" className={styles['timeline']}>
        {items.map((item) => {
          const version = restorable(item)
          return (
            <VersionItem
              key={item.key}
              {...{ org, id, item }}
              ticked={item.versionId !== undefined && ticked.includes(item.versionId)}
              onTick={(on) => item.versionId !== undefined && tick(item.versionId, on)}
              onRestore={() => setRestoring(version)}
              download={version === undefined ? null : renderDownload(version)}
            />
          )
        })}
      </ol>
      {restoring !== undefined && current !== undefined && (
        <RestoreDialog
          {...{ org, id, onConflict }}
          version={restoring}
          current={current}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </>
  )
}

function restorable({ versionId, title, binary }: TimelineItem): Restorable | undefined {
  return versionId === undefined || binary === undefined ? undefined : { versionId, title, binary }
}

/** The older of the two is always on the left, whichever was ticked first. */
function CompareTicked(props: {
  org: string
  id: string
  items: TimelineItem[]
  ticked: string[]
}) {
  const { org, id, items, ticked } = props
  const chosen = items.filter(
    ({ versionId }) => versionId !== undefined && ticked.includes(versionId),
  )
  const [newer, older] = chosen
  return (
    <div className={styles['compare']}>
      {newer?.versionId !== undefined && older?.versionId !== undefined ? (
        <LinkButton
          variant="primary"
          size="s"
          to={paths.compare(org, id, older.versionId, newer.versionId)}
        >
          Compare {older.title.toLowerCase()} with {newer.title.toLowerCase()}
        </LinkButton>
      ) : (
        <p>Select any two versions to compare them.</p>
      )}
    </div>
  )
}

function Older(props: {
  shown: number
  more: boolean
  busy: boolean
  error: unknown
  onMore: () => void
}) {
  const { shown, more, busy, error, onMore } = props
  if (error !== null) {
    const { title, advice, details } = explainError(error)
    const retry = <Button onClick={onMore}>Try again</Button>
    return <ErrorState title={title} advice={advice} details={details} actions={retry} />
  }
  if (!more)
    return (
      <p className={styles['end']}>{shown === 1 ? 'This is the only version.' : 'End of list'}</p>
    )
  return (
    <Button busy={busy} onClick={onMore}>
      Load older versions
    </Button>
  )
}
