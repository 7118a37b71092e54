import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link } from 'react-router'
import { shortAuthor } from '#fhir/attribution.ts'
import { Time } from '#ui/display/Quantity.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Tooltip } from '#ui/overlays/Tooltip.tsx'
import { usePrinting } from '#ui/printing.ts'
import { drawRows } from '../shell/drawn-rows.tsx'
import { lineAt } from '../text/lines.ts'
import { drawnLine } from '../text/mark-words.ts'
import { agesOf, originWords, shortTitle } from './blame-words.ts'
import { linesByOrigin, OPEN } from './follow-lines.ts'
import { placeOfLine } from './line-places.ts'
import type { BlameVersion, FollowedLines } from './use-blame.ts'
import styles from './blame.module.css'

interface BlameRowsProps {
  open: FollowedLines
  versions: readonly BlameVersion[]
  /** Older versions are still being read: what is open will be known. */
  isWorking: boolean
  /** The address of what a version changed. */
  hrefOf: (versionId: string) => string
}

/** A text by lines, each with the version since which it stands. Only the rows near the view are in the document. */
export function BlameRows(props: BlameRowsProps) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { open, versions } = props
  const { count } = open.lines
  const scroller = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 24,
    overscan: 20,
  })
  const { rows, height, measure, note } = drawRows(virtual, count, usePrinting())
  const ages = agesOf(linesByOrigin(open.followed.lines).keys())
  const title = versions[0]?.title ?? 'The version'
  // Of the first line in view: deep in a long content the lines around say little of where they are.
  const top = virtual.getVirtualItemForOffset(virtual.scrollOffset ?? 0)?.index ?? 0
  const place = placeOfLine(open, top)
  return (
    <>
      {place !== undefined && <p className={styles['place']}>{place}</p>}
      <div
        ref={scroller}
        className={styles['scroller']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        role="group"
        aria-label="Lines"
      >
        <div
          role="table"
          aria-label={`${title}, line by line, each with the version since which it stands`}
          aria-rowcount={count}
          className={styles['rows']}
          style={{ height }}
        >
          {rows.map(({ index, style }) => (
            <div
              key={index}
              role="row"
              aria-rowindex={index + 1}
              data-index={index}
              ref={measure}
              className={styles['row']}
              style={style}
            >
              <Row {...props} index={index} ages={ages} />
            </div>
          ))}
        </div>
        {note}
      </div>
    </>
  )
}

function Row(props: BlameRowsProps & { index: number; ages: ReadonlyMap<number, number> }) {
  const { open, index, ages } = props
  const { origins } = open.followed.lines
  const origin = origins[index] ?? OPEN
  const isFirst = index === 0 || origins[index - 1] !== origin
  const look = { 'data-age': ages.get(origin) ?? 'open', 'data-first': isFirst }
  return (
    <>
      <div role="cell" className={styles['mark']} {...look}>
        <Mark {...props} {...{ origin, isFirst }} />
      </div>
      <div role="cell" className={styles['line']} title={placeOfLine(open, index)} {...look}>
        <span className={styles['number']}>{index + 1}</span>
        <span className={styles['text']}>{drawnLine(lineAt(open.lines, index))}</span>
      </div>
    </>
  )
}

/** The first line of a run tells all there is to tell; those below it only repeat the number. */
function Mark(props: BlameRowsProps & { origin: number; isFirst: boolean }) {
  const { open, versions, isWorking, hrefOf, origin, isFirst } = props
  const isOpen = origin === OPEN
  const version = versions[isOpen ? open.followed.lines.reached : origin]
  if (version?.versionId === undefined || (isOpen && isWorking)) {
    return (
      <span className={styles['unknown']}>
        <span aria-hidden="true">…</span>
        <VisuallyHidden>Not known yet</VisuallyHidden>
      </span>
    )
  }
  const words = originWords(version, isOpen)
  const { at, author } = version
  const title = isOpen ? `${version.title} or earlier` : version.title
  return (
    <Tooltip text={words}>
      <Link to={hrefOf(version.versionId)} className={styles['link']} tabIndex={isFirst ? 0 : -1}>
        <VisuallyHidden>Since {isFirst ? words : title}</VisuallyHidden>
        {isFirst ? (
          <span className={styles['parts']} aria-hidden="true">
            <span className={styles['title']}>{title}</span>
            {author !== undefined && <bdi className={styles['author']}>{shortAuthor(author)}</bdi>}
            {at !== undefined && (
              <span className={styles['when']}>
                <Time value={at} format="date" />
              </span>
            )}
          </span>
        ) : (
          <span className={styles['again']} aria-hidden="true">
            {isOpen ? `≤ ${shortTitle(version)}` : shortTitle(version)}
          </span>
        )}
      </Link>
    </Tooltip>
  )
}
