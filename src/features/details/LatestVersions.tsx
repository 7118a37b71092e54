import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useApi } from '#api/context.tsx'
import { shortAuthor } from '#fhir/attribution.ts'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { paths } from '#site/paths.ts'
import { Skeleton } from '#ui/display/Progress.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import styles from './details.module.css'

/** How many are named here; the versions' own page has them all. */
const SHOWN = 5

/** The last few versions: which, when, who. Nothing where the server keeps no history, or can't say. */
export function LatestVersions(props: {
  org: string
  id: string
  /** The version on the screen. */
  versionId: string | undefined
}) {
  const { org, id, versionId } = props
  const history = useInfiniteQuery(useApi().binaries.history(org, id, { count: SHOWN }))
  const page = history.data?.pages[0]
  if (history.isPending) return <Skeleton lines={3} label="Loading the latest versions" />
  if (!page?.supported || page.entries.length === 0) return null
  // A server that ignores `_count` sends all of them, and then their number is known, too.
  const total = page.total ?? (page.next === undefined ? page.entries.length : undefined)
  return (
    <div className={styles['latest']}>
      <h2>Latest changes</h2>
      <ol>
        {page.entries.slice(0, SHOWN).map((entry, index) => (
          <li key={entry.versionId ?? index} aria-current={isShown(entry, versionId) || undefined}>
            <Entry
              {...{ org, id, entry }}
              name={versionName(entry.versionId, total === undefined ? undefined : total - index)}
            />
          </li>
        ))}
      </ol>
    </div>
  )
}

function isShown(entry: HistoryEntry, versionId: string | undefined): boolean {
  return versionId !== undefined && entry.versionId === versionId
}

function Entry(props: { org: string; id: string; entry: HistoryEntry; name: string }) {
  const { org, id, entry, name } = props
  const who = entry.author
  return (
    <>
      {entry.kind === 'deletion' || entry.versionId === undefined ? (
        <span>{entry.kind === 'deletion' ? `${name}, deleted` : name}</span>
      ) : (
        <Link to={paths.version(org, id, entry.versionId)}>{name}</Link>
      )}
      <span className={styles['when']}>
        {entry.lastUpdated !== undefined && <Time value={entry.lastUpdated} />}
        {who !== undefined && (
          <>
            {' · '}
            <bdi title={who}>{shortAuthor(who)}</bdi>
          </>
        )}
      </span>
    </>
  )
}

/**
 * What a version is called. Version ids are opaque: the embedded server counts 1, 2, 3, others hand out UUIDs or
 * timestamps, which say nothing to people.
 *
 * @param place counted from the oldest, 1 first, where the whole history is known
 */
export function versionName(versionId: string | undefined, place: number | undefined): string {
  if (versionId !== undefined && /^\d{1,6}$/.test(versionId)) return `Version ${versionId}`
  if (place !== undefined) return `Version ${place}`
  return versionId === undefined ? 'This version' : `Version ${versionId.slice(0, 8)}`
}
