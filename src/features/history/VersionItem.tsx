import { CopyCheck, FilePen, FilePlus2, FileX2, History, Pencil, RefreshCcw } from 'lucide-react'
import { useEffect, useId, useRef, type ReactNode } from 'react'
import { Link } from 'react-router'
import { reasonWords, shortAuthor } from '#fhir/attribution.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import { Icon, type IconType } from '#ui/display/Icon.tsx'
import { Bytes } from '#ui/display/Quantity.tsx'
import { Time } from '#ui/display/Quantity.tsx'
import { deltaWords, eventWords } from './event-words.ts'
import { canRestore, type TimelineEvent, type TimelineItem } from './timeline.ts'
import styles from './history.module.css'

export interface VersionItemProps {
  org: string
  id: string
  item: TimelineItem
  /** Shown beside the list. */
  isChosen: boolean
  /** Chooses it. */
  to: string
  ticked: boolean
  onTick: (ticked: boolean) => void
  onRestore: () => void
  /** Why nothing can be changed here, if it can't. */
  problem: string | undefined
  /** The download of this version, from whoever knows how. */
  download: ReactNode
  /** What it looks like, in small. */
  thumbnail: ReactNode
  /** What changed in the content, in one line. */
  headline: ReactNode
}

/** One version of the timeline: what happened, when, by whom and why, and what can be done with it. */
export function VersionItem(props: VersionItemProps) {
  const { item, isChosen, to, ticked, onTick, thumbnail, headline } = props
  const heading = useId()
  const what = useId()
  return (
    <li
      ref={useScrolledTo(isChosen)}
      className={styles['item']}
      aria-labelledby={heading}
      data-event={item.event}
      data-chosen={isChosen}
    >
      <div>
        <span className={styles['sign']}>
          <Icon icon={SIGNS[item.event]} size={16} />
        </span>
        <span className={styles['thumbnail']}>{thumbnail}</span>
      </div>
      <div className={styles['what']}>
        <div className={styles['title']}>
          <h2 id={heading}>
            {item.versionId === undefined ? (
              item.title
            ) : (
              <Link to={to} aria-current={isChosen || undefined} aria-describedby={what}>
                {item.title}
              </Link>
            )}
            {item.current && <Badge tone="accent">Current</Badge>}
          </h2>
          {item.binary !== undefined && item.versionId !== undefined && (
            <Checkbox
              label="Select to compare"
              about={item.title}
              checked={ticked}
              onChange={onTick}
            />
          )}
        </div>
        <div id={what}>
          <p>{eventWords(item)}</p>
          {headline}
        </div>
        <Facts item={item} />
        <Actions {...props} heading={heading} />
      </div>
    </li>
  )
}

/** Keeps what is chosen in view, whoever chose it. */
function useScrolledTo(isChosen: boolean) {
  const element = useRef<HTMLLIElement>(null)
  useEffect(() => {
    if (isChosen) element.current?.scrollIntoView({ block: 'nearest' })
  }, [isChosen])
  return element
}

type ActionsProps = Pick<
  VersionItemProps,
  'org' | 'id' | 'item' | 'onRestore' | 'problem' | 'download'
>

/** @param heading the id of the element that names the version, for those who hear the actions one by one */
function Actions({
  org,
  id,
  item,
  onRestore,
  problem,
  download,
  heading,
}: ActionsProps & { heading: string }) {
  const { versionId, previousVersionId } = item
  const restorable = canRestore(item)
  return (
    <div className={styles['actions']}>
      {item.binary !== undefined && versionId !== undefined && (
        <>
          <LinkButton
            variant="quiet"
            size="s"
            to={paths.version(org, id, versionId)}
            aria-describedby={heading}
          >
            Open
          </LinkButton>
          {previousVersionId !== undefined && (
            <LinkButton
              variant="quiet"
              size="s"
              to={paths.compare(org, id, previousVersionId, versionId)}
              aria-describedby={heading}
            >
              Compare with previous
            </LinkButton>
          )}
          {download}
        </>
      )}
      {item.event !== 'deleted' && (
        <Button
          variant="quiet"
          size="s"
          disabledReason={restorable === true ? problem : restorable.reason}
          aria-describedby={heading}
          onClick={onRestore}
        >
          Restore
        </Button>
      )}
    </div>
  )
}

/** Not a list of its own: the items of the list of versions are the versions alone. */
function Facts({ item }: { item: TimelineItem }) {
  const delta = deltaWords(item.sizeDelta)
  return (
    <div className={styles['facts']}>
      {item.at !== undefined && (
        <span>
          <Time value={item.at} />
        </span>
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
      {item.size !== undefined && (
        <span>
          <Bytes value={item.size} />
          {delta !== undefined && `, ${delta}`}
        </span>
      )}
      {item.sameBytesAs.length > 0 && <span>same bytes as {sameAs(item.sameBytesAs)}</span>}
    </div>
  )
}

/** "version 2, version 4 and 7 others" */
function sameAs(titles: string[]): string {
  const named = titles.slice(0, 2).map((title) => title.replace('Version', 'version'))
  const others = titles.length - named.length
  if (others > 0) return `${named.join(', ')} and ${others} ${others === 1 ? 'other' : 'others'}`
  return named.join(' and ')
}

const SIGNS: Record<TimelineEvent, IconType> = {
  created: FilePlus2,
  deleted: FileX2,
  undeleted: RefreshCcw,
  restored: History,
  'content-replaced': FilePen,
  'fields-changed': Pencil,
  'content-and-fields': FilePen,
  'saved-again': CopyCheck,
  changed: Pencil,
}
