import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { joinHistories } from '#api/binaries/joined-history.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import type { Binary } from '#fhir/types.ts'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar, Skeleton } from '#ui/display/Progress.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { feedByDay } from './feed.ts'
import { FeedDays } from './FeedDays.tsx'
import styles from './activity.module.css'

export interface FilesTimelineProps {
  org: string
  /** Newest first. */
  files: readonly Binary[]
}

/** Histories that are read without being asked for; further ones cost a request each. */
const AT_ONCE = 48

/** One timeline across several files: what happened to any of them, by day, newest first. */
export function FilesTimeline({ org, files }: FilesTimelineProps) {
  const history = useInfiniteQuery({
    ...useApi().binaries.joinedHistory(
      org,
      files.map(({ id = '' }) => id),
    ),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
  const [limit, setLimit] = useState(AT_ONCE)
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = history
  const read = data?.pages.flatMap((page) => page.files) ?? []
  const running = hasNextPage && error === null && read.length < limit
  useEffect(() => {
    if (running && !isFetching) void fetchNextPage()
  }, [running, isFetching, fetchNextPage])
  if (data === undefined && error === null)
    return <Skeleton lines={6} label="Loading the timeline" />
  const rest = files[read.length]?.meta?.lastUpdated
  const entries = joinHistories(read, hasNextPage ? rest : undefined)
  return (
    <>
      <FeedDays org={org} days={feedByDay(entries, { kinds: [], seen: undefined })} />
      {error !== null && (
        <ErrorBanner
          {...explainError(error)}
          actions={
            <Button onClick={() => void (data === undefined ? refetch() : fetchNextPage())}>
              Try again
            </Button>
          }
        />
      )}
      <div className={styles['more']}>
        {running && (
          <>
            <p role="status">
              Reading histories: {read.length.toLocaleString()} of {files.length.toLocaleString()}{' '}
              files
            </p>
            <ProgressBar label="Reading histories" value={read.length} max={files.length} />
            <Button size="s" onClick={() => setLimit(0)}>
              Stop
            </Button>
          </>
        )}
        {!running && hasNextPage && error === null && (
          <Button size="s" onClick={() => setLimit(read.length + AT_ONCE)}>
            Read older histories
          </Button>
        )}
        {!hasNextPage && error === null && (
          <p>
            {read.some(({ more }) => more)
              ? 'Older changes: open a file and choose Versions.'
              : 'End of the timeline'}
          </p>
        )}
      </div>
    </>
  )
}
