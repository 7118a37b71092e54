import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { startOfDay } from '#lib/day.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { NewChanges } from '#ui/feedback/NewChanges.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { authorsOf } from './chosen.ts'
import { timelineOf, type TimelineItem } from './timeline.ts'
import { VersionFilters } from './VersionFilters.tsx'
import { VersionsBesideDetail, type VersionsProps } from './VersionsBesideDetail.tsx'
import styles from './history.module.css'

/**
 * The timeline, newest first, and beside it what the chosen version changed or holds; on a narrow screen the two are two
 * pages. Older versions are loaded on demand, and what others change is told.
 */
export function Versions(props: VersionsProps) {
  const { org, id, address, onAddress } = props
  const since = startOfDay(address.since)
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
    return <Failed error={history.error} onRetry={() => void history.refetch()} />
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
  const newest = items[0]?.at ?? since
  const isFresh = newest !== undefined && !history.isFetching && !current.isFetching
  const show = () => Promise.all([history.refetch(), current.refetch()])
  const older = () => void history.fetchNextPage()
  return (
    <VersionsBesideDetail
      {...props}
      items={items}
      current={current.data}
      above={
        <>
          <VersionFilters {...{ address }} authors={authorsOf(items)} onChange={onAddress} />
          {isFresh && <Fresh {...{ org, id, items }} since={newest} onShow={show} />}
        </>
      }
      below={
        <Older
          shown={items.length}
          more={more}
          busy={history.isFetchingNextPage}
          error={history.isFetchNextPageError ? history.error : null}
          onMore={older}
        />
      }
      onOlder={more ? older : undefined}
    />
  )
}

function Failed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const { title, advice, details } = explainError(error)
  const retry = <Button onClick={onRetry}>Try again</Button>
  return <ErrorState title={title} advice={advice} details={details} actions={retry} />
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

function Older(props: {
  shown: number
  more: boolean
  busy: boolean
  error: Error | null
  onMore: () => void
}) {
  const { shown, more, busy, error, onMore } = props
  if (error !== null) return <Failed error={error} onRetry={onMore} />
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
