import { useQuery } from '@tanstack/react-query'
import { FilePlus2, FileX2, Pencil, RefreshCcw } from 'lucide-react'
import { useId, useState } from 'react'
import { Link } from 'react-router'
import { useApi } from '#api/context.tsx'
import { reasonWords, shortAuthor } from '#fhir/attribution.ts'
import { displayName } from '#fhir/binary/binary.ts'
import { formatDay } from '#lib/format.ts'
import { isolate } from '#lib/isolate.ts'
import { paths } from '#site/paths.ts'
import { Badge } from '#ui/display/Badge.tsx'
import { Icon } from '#ui/display/Icon.tsx'
import { Bytes } from '#ui/display/Quantity.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { useNearView } from '#ui/use-near-view.ts'
import type { ChangeKind, FeedDay, FeedItem } from './feed.ts'
import styles from './activity.module.css'

export interface FeedDaysProps {
  org: string
  days: readonly FeedDay[]
  /** Of the headings: one below what the days stand under. */
  level: 'h2' | 'h3'
  /** Whether each line tells what its file is filed under; a timeline of one patient need not. */
  tellsContext: boolean
}

/** The days, newest first, each with its changes. */
export function FeedDays({ days, ...props }: FeedDaysProps) {
  return days.map((day) => <Day key={day.day} {...day} {...props} />)
}

function Day({ day, items, level: Heading, ...props }: Omit<FeedDaysProps, 'days'> & FeedDay) {
  const heading = useId()
  return (
    <section aria-labelledby={heading} className={styles['day']}>
      <Heading id={heading}>{day === '' ? 'Unknown date' : formatDay(`${day}T12:00:00`)}</Heading>
      <ul className={styles['items']}>
        {items.map((item) => (
          <Item key={item.key} item={item} {...props} />
        ))}
      </ul>
    </section>
  )
}

function Item(props: Pick<FeedDaysProps, 'org' | 'tellsContext'> & { item: FeedItem }) {
  const { org, item, tellsContext } = props
  const { icon, words } = CHANGES[item.change]
  const { name, size } = item
  return (
    <li className={styles['item']}>
      <span className={styles['sign']} data-change={item.change}>
        <Icon icon={icon} size={16} />
      </span>
      <span className={styles['what']}>
        <Link to={target(org, item)} state={item.named ? { name } : undefined}>
          {item.named ? <bdi>{name}</bdi> : <NameBefore org={org} item={item} />}
        </Link>{' '}
        {words}
        {item.fresh && <Badge tone="accent">New</Badge>}
      </span>
      <span className={styles['facts']}>
        {tellsContext && item.context !== undefined && (
          <Link
            to={paths.context(org, item.context.key)}
            title="All files of this security context"
            className={styles['context']}
          >
            <bdi>{item.context.text}</bdi>
          </Link>
        )}
        {item.author !== undefined && (
          <span>
            by <bdi title={item.author}>{shortAuthor(item.author)}</bdi>
          </span>
        )}
        {item.reason !== undefined && (
          <span className={styles['reason']} dir="auto">
            {reasonWords(item.reason)}
          </span>
        )}
        {size !== undefined && <Bytes value={size} />}
        <Link to={paths.versions(org, item.id)}>
          {versionWords(item.versionId)}
          <VisuallyHidden> of {isolate(name)}</VisuallyHidden>
        </Link>
      </span>
      {item.at !== undefined && (
        <span className={styles['time']}>
          <Time value={item.at} format="time" />
        </span>
      )}
    </li>
  )
}

/** A deletion tells no name: that of the version before it is asked for once the line comes near the view. */
function NameBefore({ org, item }: { org: string; item: FeedItem }) {
  const [near, setNear] = useState(false)
  const line = useNearView<HTMLElement>(!near, () => setNear(true))
  const options = useApi().binaries.before(org, item.id, item.versionId)
  const { data } = useQuery({ ...options, enabled: near })
  return <bdi ref={line}>{data?.binary === undefined ? item.name : displayName(data.binary)}</bdi>
}

/** A change opens at the version that it made; a deletion at the file, which says so and offers to restore it. */
function target(org: string, { id, versionId, change }: FeedItem): string {
  if (change === 'deleted' || versionId === undefined) return paths.binary(org, id)
  return paths.version(org, id, versionId)
}

function versionWords(versionId: string | undefined): string {
  return versionId !== undefined && /^\d{1,9}$/.test(versionId)
    ? `Version ${versionId}`
    : 'Versions'
}

const CHANGES: Record<ChangeKind, { icon: typeof Pencil; words: string }> = {
  created: { icon: FilePlus2, words: 'was created' },
  changed: { icon: Pencil, words: 'was changed' },
  restored: { icon: RefreshCcw, words: 'was restored' },
  deleted: { icon: FileX2, words: 'was deleted' },
}
