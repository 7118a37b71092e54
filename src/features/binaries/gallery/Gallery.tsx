import { type KeyboardEvent, type RefObject, useEffect, useRef, useState } from 'react'
import { type BinariesGridProps, PANE_FROM, useNearEnd } from '../grid/BinariesGrid.tsx'
import { rowPointer } from '../grid/GridBody.tsx'
import { useActiveCell } from '../grid/use-active-cell.ts'
import { carryOut, useFollowingPane } from '../grid/use-grid-keys.ts'
import { useKeptPlace } from '../grid/use-kept-place.ts'
import { useRowWindow } from '../grid/use-row-window.ts'
import { Card, type CardProps, type RenderThumbnail } from './Card.tsx'
import { galleryCommand } from './gallery-keys.ts'
import styles from './gallery.module.css'

export interface GalleryProps extends BinariesGridProps {
  renderThumbnail: RenderThumbnail
}

/** The list as cards: a grid of one tab stop, of which only the rows of cards in view are drawn. */
export function Gallery(props: GalleryProps) {
  const { rows, total } = props
  const scroller = useRef<HTMLDivElement>(null)
  const { columns, rowHeight } = useMetrics(scroller)
  const listKey = `${props.listKey} gallery`
  const place = useKeptPlace(scroller, { ...props, listKey, rowHeight, columns })
  const active = useActiveCell(scroller, rows, COLUMNS)
  const count = Math.ceil(rows.length / columns)
  const { initialOffset } = place
  const view = useRowWindow({ scroller, count, rowHeight, headHeight: 0, initialOffset })
  useNearEnd(view, count, props.onNearEnd)
  const pane = useFollowingPane(props)
  const at = active.position.row
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented) return
    const command = galleryCommand(at, event, { count: rows.length, columns, page: view.page })
    const scrollTo = (index: number) => view.scrollTo(Math.floor(index / columns))
    const grid = { ...props, grid: scroller, columns: COLUMNS, page: view.page, active, pane }
    if (command && carryOut(command, { ...grid, scrollTo })) event.preventDefault()
  }
  const pointer = rowPointer({
    ...props,
    onOpen: pane.onOpen,
    // Without room for a pane beside it, a card opens on its own page.
    onPress: (row) => (innerWidth < PANE_FROM ? pane.onOpen(row) : pane.onPreview(row.id)),
  })
  return (
    <div ref={scroller} className={styles['scroller']} onScroll={place.onScroll}>
      <div className={styles['probe']} data-probe aria-hidden="true" />
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- its cells have the focus, by a roving tab stop */}
      <div
        role="grid"
        aria-label="Binaries"
        aria-rowcount={total === undefined ? -1 : Math.ceil(total / columns)}
        aria-colcount={columns}
        aria-multiselectable="true"
        aria-busy={props.busy}
        className={styles['grid']}
        style={{ blockSize: count * rowHeight }}
        onKeyDown={onKeyDown}
        onFocus={active.onFocus}
      >
        {drawnRows(view, Math.floor(at / columns), count).map((line) => (
          <CardRow
            key={line}
            {...props}
            {...pointer}
            {...{ line, columns, rowHeight }}
            tabStop={at}
          />
        ))}
      </div>
      {props.children}
    </div>
  )
}

interface CardRowProps extends GalleryProps, Pick<CardProps, 'onClick' | 'onToggle'> {
  /** Place among the rows of cards, from 0. */
  line: number
  columns: number
  rowHeight: number
  /** Place of the card that Tab reaches. */
  tabStop: number
}

function CardRow({ line, columns, rowHeight, tabStop, ...props }: CardRowProps) {
  const first = line * columns
  return (
    <div
      role="row"
      aria-rowindex={line + 1}
      className={styles['row']}
      style={{
        transform: `translateY(${line * rowHeight}px)`,
        gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
      }}
    >
      {props.rows.slice(first, first + columns).map((row, column) => (
        <Card
          key={row.id}
          org={props.org}
          row={row}
          index={first + column}
          column={column}
          tabStop={tabStop === first + column}
          selected={props.selection.ids.has(row.id)}
          open={props.openId === row.id}
          renderThumbnail={props.renderThumbnail}
          onClick={props.onClick}
          onToggle={props.onToggle}
        />
      ))}
    </div>
  )
}

/** A card is one cell to the keyboard: what is in it is reached by the card's own keys. */
const COLUMNS = ['card']

/** The rows of cards worth drawing, and the one with the tab stop wherever it is, so that focus is never lost. */
function drawnRows(view: { from: number; to: number }, pinned: number, count: number): number[] {
  const { from, to } = view
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at)
  if (pinned < 0 || pinned >= count || drawn.includes(pinned)) return drawn
  return pinned < from ? [pinned, ...drawn] : [...drawn, pinned]
}

interface Metrics {
  columns: number
  /** Pixels, the gap below included. */
  rowHeight: number
}

/** As measured last: a list that is come back to starts with the place that it was left at. */
let lastMetrics: Metrics = { columns: 4, rowHeight: 240 }

/** How many cards fit side by side, and how tall they are: the style sheet says, by `[data-probe]`. */
function useMetrics(scroller: RefObject<HTMLElement | null>): Metrics {
  const [metrics, setMetrics] = useState(lastMetrics)
  useEffect(() => {
    const element = scroller.current
    const probe = element?.querySelector<HTMLElement>('[data-probe]')
    if (!element || !probe) return undefined
    const measure = () => {
      const { offsetWidth: least, offsetHeight: rowHeight } = probe
      const gap = Number.parseFloat(getComputedStyle(probe).columnGap) || 0
      if (least === 0 || element.clientWidth === 0) return
      const width = element.clientWidth - 2 * gap
      const columns = Math.max(1, Math.floor((width + gap) / (least + gap)))
      lastMetrics = { columns, rowHeight }
      setMetrics((now) =>
        now.columns === columns && now.rowHeight === rowHeight ? now : { columns, rowHeight },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    observer.observe(probe)
    return () => observer.disconnect()
  }, [scroller])
  return metrics
}
