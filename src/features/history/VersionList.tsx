import { useEffect, useEffectEvent, useState, type ReactNode } from 'react'
import { useWriteProblem } from '#api/organizations/use-write-problem.ts'
import { paths } from '#site/paths.ts'
import { LinkButton } from '#ui/controls/Button.tsx'
import {
  isReadable,
  stepFrom,
  writeAddress,
  type ReadableItem,
  type VersionsAddress,
} from './chosen.ts'
import type { TimelineEvent, TimelineItem } from './timeline.ts'
import { VersionItem } from './VersionItem.tsx'
import styles from './history.module.css'

/** What the list draws of a version, which the page knows how to: features know nothing of each other. */
export interface VersionDrawings {
  renderDownload: (version: ReadableItem) => ReactNode
  /** What a version looks like, in small; `null` where that can't be shown. */
  renderThumbnail: (version: ReadableItem) => ReactNode
  /** One line that says what changed in the content. */
  renderHeadline: (older: ReadableItem, newer: ReadableItem) => ReactNode
}

interface VersionListProps extends VersionDrawings {
  org: string
  id: string
  address: VersionsAddress
  onAddress: (change: Partial<VersionsAddress>) => void
  /** All that are loaded, newest first. */
  items: readonly TimelineItem[]
  /** Those of them that the filter leaves. */
  shown: readonly TimelineItem[]
  chosen: TimelineItem | undefined
  isFiltered: boolean
  onRestore: (item: ReadableItem) => void
}

/** The list "Versions". The arrow keys go from one version to the next, and any two can be ticked and compared. */
export function VersionList(props: VersionListProps) {
  const { org, id, items, shown, chosen, address, onAddress } = props
  const [ticked, setTicked] = useState<string[]>([])
  const problem = useWriteProblem(org)
  const tick = (versionId: string, on: boolean) => {
    const others = ticked.filter((one) => one !== versionId)
    setTicked(on ? [...others.slice(-1), versionId] : others)
  }
  useArrowKeys((step) => {
    const next = stepFrom(shown, chosen?.versionId, step)
    if (next !== undefined) onAddress({ version: next, with: undefined })
  })
  return (
    <>
      {props.isFiltered && (
        <p className={styles['count']} role="status">
          {shown.length} of {items.length} versions loaded
        </p>
      )}
      <CompareTicked {...{ org, id, items, ticked }} />
      <ol aria-label="Versions" className={styles['timeline']}>
        {shown.map((item) => (
          <VersionItem
            key={item.key}
            {...{ org, id, item, problem }}
            isChosen={item === chosen}
            to={paths.versions(
              org,
              id,
              writeAddress(address, { version: item.versionId, with: undefined }),
            )}
            ticked={item.versionId !== undefined && ticked.includes(item.versionId)}
            onTick={(on) => item.versionId !== undefined && tick(item.versionId, on)}
            onRestore={() => isReadable(item) && props.onRestore(item)}
            {...drawn(item, props)}
          />
        ))}
      </ol>
    </>
  )
}

/** Events after which a version may hold another content than the one before. */
const CHANGED: ReadonlySet<TimelineEvent> = new Set<TimelineEvent>([
  'content-replaced',
  'content-and-fields',
  'restored',
  'changed',
])

/** What the page draws of a version, where there is something to draw. */
function drawn(item: TimelineItem, props: VersionListProps) {
  if (!isReadable(item)) return { download: null, thumbnail: null, headline: null }
  const before = props.items.find(({ versionId }) => versionId === item.previousVersionId)
  const isCompared = CHANGED.has(item.event)
  const headline: ReactNode =
    isCompared && before !== undefined && isReadable(before)
      ? props.renderHeadline(before, item)
      : null
  return { download: props.renderDownload(item), thumbnail: props.renderThumbnail(item), headline }
}

/** Up and down, wherever the focus is but in what has arrow keys of its own. */
function useArrowKeys(onStep: (step: -1 | 1) => void): void {
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey)
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : undefined
    if (!plain || step === undefined || event.defaultPrevented || !isOurs(event.target)) return
    event.preventDefault()
    onStep(step)
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', listener)
    return () => document.removeEventListener('keydown', listener)
  }, [])
}

/** The list itself, and what no control has: the page's heading, or nothing. */
function isOurs(target: EventTarget | null): boolean {
  if (document.querySelector('dialog:modal, [role=menu]:popover-open') !== null) return false
  if (!(target instanceof HTMLElement)) return false
  return target.matches('body, h1') || target.closest(`.${styles['timeline']}`) !== null
}

/** The older of the two is always on the left, whichever was ticked first. */
function CompareTicked(props: {
  org: string
  id: string
  items: readonly TimelineItem[]
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
