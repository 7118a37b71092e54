import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { distinctHistory } from '#api/binaries/histories/history-order.ts'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { ErrorBanner } from '#ui/feedback/ErrorBanner.tsx'
import { NewChanges } from '#ui/feedback/NewChanges.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { useNearView } from '#ui/use-near-view.ts'
import { type ChangeKind, feedByDay, newestInstant, CHANGE_KINDS } from './feed.ts'
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

/** The organization's type-level history as a feed by day, older pages as one scrolls; what others change meanwhile is told. */
export function Activity({ org, kinds, since }: ActivityProps) {
  const filter = since === undefined ? {} : { since }
  // What is on the screen stays until the reader asks for what is new: lines must not move under the eye.
  const history = useInfiniteQuery({
    ...useApi().binaries.typeHistory(org, filter),
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  })
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
      {newest !== undefined && !history.isFetching && (
        <Fresh org={org} since={newest} entries={entries} onShow={() => history.refetch()} />
      )}
      {days.length === 0 && !history.hasNextPage && (
        <EmptyState title={isFiltered ? 'No matching changes' : 'No changes yet'}>
          {isFiltered
            ? 'Choose other kinds of change, or an earlier date.'
            : 'Files that are uploaded, changed or deleted show up here.'}
        </EmptyState>
      )}
      <FeedDays org={org} days={days} level="h2" tellsContext />
      <More
        // Another filter looks through the changes anew.
        key={kinds.join()}
        more={history.hasNextPage}
        busy={history.isFetchingNextPage}
        error={history.isFetchNextPageError ? history.error : null}
        shown={days.length > 0}
        filtered={kinds.length > 0}
        loaded={entries.length}
        total={history.data.pages[0]?.total}
        onMore={() => void history.fetchNextPage()}
      />
    </>
  )
}

/** What was changed since the newest change on the screen. */
function Fresh(props: {
  org: string
  since: string
  entries: readonly HistoryEntry[]
  onShow: () => Promise<unknown>
}) {
  const { org, since, entries, onShow } = props
  const { data } = useQuery(useApi().binaries.changesSince(org, since))
  const known = new Set(entries.map(({ id, versionId }) => `${id} ${versionId}`))
  const fresh = data?.entries.filter(({ id, versionId }) => !known.has(`${id} ${versionId}`)) ?? []
  return <NewChanges count={fresh.length} more={data?.more === true} onShow={onShow} />
}

interface MoreProps {
  more: boolean
  busy: boolean
  error: unknown
  shown: boolean
  /** Only some kinds of change are shown, so that many may be looked through for one. */
  filtered: boolean
  loaded: number
  total: number | undefined
  onMore: () => void
}

/** Changes that are looked through for those that match, before it is asked whether to continue. */
const LOOK_THROUGH = 1000

function More(props: MoreProps) {
  const { more, busy, error, shown, filtered, loaded, total, onMore } = props
  const [limit, setLimit] = useState(loaded + LOOK_THROUGH)
  const paused = filtered && loaded >= limit
  const end = useNearView<HTMLDivElement>(more && !busy && error === null && !paused, onMore)
  if (error !== null) {
    const retry = <Button onClick={onMore}>Try again</Button>
    return <ErrorBanner {...explainError(error)} actions={retry} />
  }
  if (!more) return shown ? <p className={styles['end']}>End of list</p> : null
  const of = total === undefined ? '' : ` of ${total.toLocaleString()}`
  const progress = `${loaded.toLocaleString()}${of}`
  return (
    <div ref={end} className={styles['more']}>
      {!filtered && (
        <Button busy={busy} onClick={onMore}>
          Load older changes
        </Button>
      )}
      {filtered && !paused && (
        <>
          <p role="status">Looking through changes: {progress}</p>
          <ProgressBar label="Looking through changes" value={loaded} max={total} />
          <Button size="s" onClick={() => setLimit(0)}>
            Stop
          </Button>
        </>
      )}
      {paused && (
        <>
          <p role="status">Looked through {progress} changes</p>
          <Button size="s" onClick={() => setLimit(loaded + LOOK_THROUGH)}>
            Continue
          </Button>
        </>
      )}
    </div>
  )
}

/** Which kinds of change, and from which day on. */
export function ActivityFilter(props: {
  kinds: readonly ChangeKind[]
  /** `2026-05-03`, or empty. */
  from: string
  onChange: (filter: { kinds: readonly ChangeKind[]; from: string }) => void
}) {
  const { kinds, from, onChange } = props
  const toggle = (kind: ChangeKind, on: boolean) => {
    const others = kinds.filter((one) => one !== kind)
    onChange({ kinds: on ? [...others, kind] : others, from })
  }
  return (
    <div className={styles['filter']}>
      <TextField
        label="Changed since"
        type="date"
        value={from}
        onChange={(day) => onChange({ kinds, from: day })}
      />
      <fieldset className={styles['kinds']}>
        <legend>Show only</legend>
        {CHANGE_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            label={WORDS[kind]}
            checked={kinds.includes(kind)}
            onChange={(on) => toggle(kind, on)}
          />
        ))}
      </fieldset>
    </div>
  )
}

const WORDS: Record<ChangeKind, string> = {
  created: 'Created',
  changed: 'Changed',
  restored: 'Restored',
  deleted: 'Deleted',
}
