import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { distinctHistory } from '#api/binaries/pages.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Skeleton.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { useNearView } from '#ui/use-near-view.ts'
import { feedByDay, newestInstant, type ChangeKind } from './feed.ts'
import { FeedDays } from './FeedDays.tsx'
import { lastVisit } from './last-visit.ts'
import styles from './activity.module.css'

export interface ActivityProps {
  org: string
  /** Empty for all. */
  kinds: readonly ChangeKind[]
  /** An instant. */
  since: string | undefined
}

/** The organization's type-level history as a feed by day, endless through `next`. */
export function Activity({ org, kinds, since }: ActivityProps) {
  const filter = since === undefined ? {} : { since }
  const history = useInfiniteQuery(useApi().binaries.typeHistory(org, filter))
  // What was seen before this visit: read once, or the marks would vanish while one reads.
  const [seen] = useState(() => lastVisit.read(org))
  const entries = history.data === undefined ? [] : distinctHistory(history.data.pages)
  const newest = newestInstant(entries)
  useEffect(() => {
    if (newest !== undefined) lastVisit.write(org, newest)
  }, [org, newest])
  if (history.data === undefined) {
    if (history.error === null) return <Skeleton lines={10} label="Loading the activity" />
    const retry = <Button onClick={() => void history.refetch()}>Try again</Button>
    const { title, advice, details } = explainError(history.error)
    return <ErrorState title={title} advice={advice} details={details} actions={retry} />
  }
  if (history.data.pages[0]?.supported === false) {
    return (
      <EmptyState title="This server has no history of the whole organization">
        Single files may still have a history: open one and choose Versions.
      </EmptyState>
    )
  }
  const days = feedByDay(entries, { kinds, seen })
  const isFiltered = kinds.length > 0 || since !== undefined
  return (
    <>
      {days.length === 0 && !history.hasNextPage && (
        <EmptyState title={isFiltered ? 'No matching changes' : 'No changes yet'}>
          {isFiltered
            ? 'Choose other kinds of change, or an earlier date.'
            : 'Files that are uploaded, changed or deleted show up here.'}
        </EmptyState>
      )}
      <FeedDays org={org} days={days} />
      <More
        more={history.hasNextPage}
        busy={history.isFetchingNextPage}
        error={history.isFetchNextPageError ? history.error : null}
        shown={days.length > 0}
        onMore={() => void history.fetchNextPage()}
      />
    </>
  )
}

function More(props: {
  more: boolean
  busy: boolean
  error: unknown
  shown: boolean
  onMore: () => void
}) {
  const { more, busy, error, shown, onMore } = props
  const end = useNearView<HTMLDivElement>(more && !busy && error === null, onMore)
  if (error !== null) {
    const retry = <Button onClick={onMore}>Try again</Button>
    return <ErrorBanner {...explainError(error)} actions={retry} />
  }
  if (!more) return shown ? <p className={styles['end']}>End of list</p> : null
  return (
    <div ref={end} className={styles['more']}>
      <Button busy={busy} onClick={onMore}>
        Load older changes
      </Button>
    </div>
  )
}
