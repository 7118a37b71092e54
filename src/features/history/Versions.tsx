import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import type { BinaryState } from '#api/binaries/types.ts'
import { useApi } from '#api/context.tsx'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { NewChanges } from '#ui/feedback/NewChanges.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { RestoreDialog, type CurrentVersion, type Restorable } from './RestoreDialog.tsx'
import { timelineOf, type TimelineItem } from './timeline.ts'
import { VersionItem } from './VersionItem.tsx'
import styles from './history.module.css'

export interface VersionsProps {
  org: string
  id: string
  /** An instant; only what was saved from then on is shown. */
  since: string | undefined
  onConflict: (versionId: string, baseVersionId: string | undefined) => void
  renderDownload: (version: Restorable) => ReactNode
  /** What a version looks like, in small; `null` where that can't be shown. */
  renderThumbnail: (version: Restorable) => ReactNode
}

/** The timeline, newest first; older versions are loaded on demand, and what others change is told. */
export function Versions(props: VersionsProps) {
  const { org, id, since } = props
  const api = useApi()
  // What is on the screen stays, until it is asked to be shown anew: somebody may be about to restore one of these.
  const asRead = { refetchOnWindowFocus: false, refetchOnReconnect: false }
  const history = useInfiniteQuery({
    ...api.binaries.history(org, id, since === undefined ? {} : { since }),
    ...asRead,
  })
  const current = useQuery({ ...api.binaries.detail(org, id), ...asRead })
  if (history.data === undefined) {
    if (history.error === null) return <Skeleton lines={8} label="Loading the versions" />
    const retry = <Button onClick={() => void history.refetch()}>Try again</Button>
    const { title, advice, details } = explainError(history.error)
    return <ErrorState title={title} advice={advice} details={details} actions={retry} />
  }
  const more = history.hasNextPage
  const { items, supported } = timelineOf(history.data, { since, more, current: current.data })
  if (!supported) {
    return (
      <EmptyState title="This server keeps no history">
        Only the current version can be read.
      </EmptyState>
    )
  }
  const show = () => Promise.all([history.refetch(), current.refetch()])
  const newest = items[0]?.at ?? since
  const fresh = newest !== undefined && !history.isFetching && !current.isFetching && (
    <Fresh {...{ org, id, items }} since={newest} onShow={show} />
  )
  if (items.length === 0) {
    return (
      <>
        {fresh}
        <EmptyState title="Nothing was saved since then">
          Choose an earlier date to see more.
        </EmptyState>
      </>
    )
  }
  return (
    <>
      {fresh}
      <Timeline {...props} items={items} current={current.data} />
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

/** What was saved since the newest version on the screen. */
function Fresh(props: {
  org: string
  id: string
  items: TimelineItem[]
  since: string
  onShow: () => Promise<unknown>
}) {
  const { org, id, items, since, onShow } = props
  const { data } = useQuery(useApi().binaries.changesSince(org, since, id))
  const known = new Set(items.map(({ versionId }) => versionId))
  const count = data?.entries.filter(({ versionId }) => !known.has(versionId)).length ?? 0
  return <NewChanges count={count} more={data?.more === true} onShow={onShow} />
}

interface TimelineProps extends Omit<VersionsProps, 'since'> {
  items: TimelineItem[]
  /** As a read answers, which need not be one of the loaded versions. */
  current: BinaryState | undefined
}

function Timeline(props: TimelineProps) {
  const { org, id, items, current, onConflict } = props
  const [ticked, setTicked] = useState<string[]>([])
  const [restoring, setRestoring] = useState<Restorable>()
  const problem = useWriteProblem(org)
  const tick = (versionId: string, on: boolean) => {
    const others = ticked.filter((one) => one !== versionId)
    setTicked(on ? [...others.slice(-1), versionId] : others)
  }
  return (
    <>
      <CompareTicked {...{ org, id, items, ticked }} />
      <ol aria-label="Versions" className={styles['timeline']}>
        {items.map((item) => {
          const version = restorable(item)
          return (
            <VersionItem
              key={item.key}
              {...{ org, id, item, problem }}
              ticked={item.versionId !== undefined && ticked.includes(item.versionId)}
              onTick={(on) => item.versionId !== undefined && tick(item.versionId, on)}
              onRestore={() => setRestoring(version)}
              download={version && props.renderDownload(version)}
              thumbnail={version && props.renderThumbnail(version)}
            />
          )
        })}
      </ol>
      {restoring !== undefined && (
        <RestoreDialog
          {...{ org, id, onConflict }}
          version={restoring}
          current={currentOf(items, current)}
          onClose={() => setRestoring(undefined)}
        />
      )}
    </>
  )
}

/** What a restore replaces: what a read answered with, or else what the timeline calls current. */
function currentOf(items: TimelineItem[], read: BinaryState | undefined): CurrentVersion {
  const item = items.find(({ current }) => current) ?? items[0]
  const deleted = read === undefined ? item?.event === 'deleted' : read.state === 'deleted'
  const versionId = read === undefined ? item?.versionId : read.versionId
  const known = items.find((one) => one.versionId === versionId)
  return {
    replaces: {
      state: deleted ? 'deleted' : 'live',
      ...(versionId === undefined ? {} : { versionId }),
    },
    title: known?.title ?? 'The current version',
    binary: read === undefined ? item?.binary : read.state === 'live' ? read.binary : undefined,
  }
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
