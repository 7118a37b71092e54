import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { joinHistories } from '#api/binaries/histories/joined-history.ts'
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
      <FeedDays
        org={org}
        days={feedByDay(entries, { kinds: [], seen: undefined })}
        level="h3"
        tellsContext={false}
      />
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
      {error === null && (
        <TimelineEnd
          read={read.length}
          of={files.length}
          state={running ? 'reading' : hasNextPage ? 'stopped' : 'done'}
          older={read.some(({ more }) => more)}
          onStop={() => setLimit(0)}
          onMore={() => setLimit(read.length + AT_ONCE)}
        />
      )}
    </>
  )
}

interface TimelineEndProps {
  /** Files whose histories were read, of how many. */
  read: number
  of: number
  state: 'reading' | 'stopped' | 'done'
  /** A file has more versions than were read. */
  older: boolean
  onStop: () => void
  onMore: () => void
}

function TimelineEnd({ read, of, state, older, onStop, onMore }: TimelineEndProps) {
  return (
    <div className={styles['more']}>
      {state === 'reading' && (
        <>
          <p role="status">
            Reading histories: {read.toLocaleString()} of {of.toLocaleString()} files
          </p>
          <ProgressBar label="Reading histories" value={read} max={of} />
          <Button size="s" onClick={onStop}>
            Stop
          </Button>
        </>
      )}
      {state === 'stopped' && (
        <Button size="s" onClick={onMore}>
          Read older histories
        </Button>
      )}
      {state === 'done' && (
        <p>{older ? 'Older changes: open a file and choose Versions.' : 'End of the timeline'}</p>
      )}
      <p>Files that were deleted are not shown here; the activity still tells of them.</p>
    </div>
  )
}
