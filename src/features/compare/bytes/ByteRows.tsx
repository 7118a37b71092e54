import { useImperativeHandle, type Ref } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { usePrinting } from '#ui/printing.ts'
import { useSideWords } from '../compared-of.ts'
import { drawRows } from '../shell/drawn-rows.tsx'
import { usePageRows } from '../shell/use-page-rows.ts'
import type { ByteSpan } from './align-bytes.ts'
import {
  cellsOf,
  columnsOf,
  PER_ROW,
  type ByteCell,
  type ByteLayout,
  type ByteRow,
} from './byte-rows.ts'
import { useBytePieces } from './use-byte-pieces.ts'
import styles from './bytes.module.css'

export interface ByteRowsHandle {
  /** Scrolls the row of that index into view. */
  show: (row: number) => void
}

/** Two contents as rows of bytes beside each other: where they are, in hexadecimal, and as letters. */
export function ByteRows(props: {
  left: Blob
  right: Blob
  titles: [left: string, right: string]
  spans: readonly ByteSpan[]
  layout: ByteLayout
  current: number | undefined
  onOpen: (column: number) => void
  ref: Ref<ByteRowsHandle>
}) {
  'use no memo' // TanStack Virtual hands out one mutable object.
  const { spans, layout, titles, ref } = props
  const { around, list, virtual, show } = usePageRows({
    count: layout.rows.length,
    height: 22,
    overscan: 12,
  })
  useImperativeHandle(ref, () => ({ show }))
  const drawn = drawRows(virtual, layout.rows.length, usePrinting())
  const columns = columnsOf(spans)
  const items = drawn.rows.map((item) => {
    const row = layout.rows[item.index]
    return { item, row, cells: row?.type === 'row' ? cellsOf(spans, columns, row) : [] }
  })
  const places = (side: 'left' | 'right') =>
    items.flatMap(({ cells }) => cells.flatMap((cell) => cell[side] ?? []))
  const left = useBytePieces(props.left, places('left'))
  const right = useBytePieces(props.right, places('right'))
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <div ref={around} className={styles['scroller']} tabIndex={0} role="group" aria-label="Bytes">
      <div
        ref={list}
        role="table"
        aria-label={`${titles[0]} and ${titles[1]}, byte by byte`}
        aria-rowcount={layout.rows.length}
        className={styles['rows']}
        style={{ height: drawn.height }}
      >
        {items.map(({ item: { index, style }, row, cells }) => (
          <div
            key={index}
            role="row"
            aria-rowindex={index + 1}
            data-index={index}
            ref={drawn.measure}
            className={cx(styles['row'], isOf(row, props.current) && styles['current'])}
            style={style}
          >
            <Line row={row} cells={cells} bytes={{ left, right }} onOpen={props.onOpen} />
          </div>
        ))}
      </div>
      {drawn.note}
    </div>
  )
}

function isOf(row: ByteRow | undefined, place: number | undefined): boolean {
  return row?.type === 'row' && row.place !== undefined && row.place === place
}

function Line(props: {
  row: ByteRow | undefined
  cells: readonly ByteCell[]
  bytes: Record<'left' | 'right', (place: number) => number | undefined>
  onOpen: (column: number) => void
}) {
  const { row, cells, bytes, onOpen } = props
  if (row === undefined) return null
  if (row.type === 'fold') return <Fold {...row} onOpen={onOpen} />
  return (
    <>
      <Half side="left" cells={cells} byteAt={bytes.left} />
      <Half side="right" cells={cells} byteAt={bytes.right} />
    </>
  )
}

function Fold(props: {
  column: number
  count: number
  differs: boolean
  onOpen: (column: number) => void
}) {
  const words = `${props.count.toLocaleString('en')} ${props.differs ? 'more differing bytes' : 'equal bytes'}`
  return (
    <div role="cell" className={styles['fold']}>
      <button type="button" onClick={() => props.onOpen(props.column)}>
        Show more of {words}
      </button>
    </div>
  )
}

const SIGNS = { left: '−', right: '+' } as const

function Half(props: {
  side: 'left' | 'right'
  cells: readonly ByteCell[]
  byteAt: (place: number) => number | undefined
}) {
  const { side, cells, byteAt } = props
  const [before, after] = useSideWords()
  const first = cells.find((cell) => cell[side] !== undefined)?.[side]
  const differs = cells.some((cell) => cell.kind !== 'same' && cell[side] !== undefined)
  const bytes = cells.map((cell) => {
    const place = cell[side]
    return {
      isMarked: cell.kind !== 'same',
      isGap: place === undefined,
      byte: place === undefined ? undefined : byteAt(place),
    }
  })
  return (
    <div
      role="cell"
      className={cx(styles['half'], styles[side], first === undefined && styles['none'])}
    >
      <span className={styles['offset']}>
        {first === undefined ? '' : first.toString(16).toUpperCase().padStart(8, '0')}
      </span>
      <span className={styles['sign']} aria-hidden="true">
        {differs ? SIGNS[side] : ''}
      </span>
      {differs && <VisuallyHidden>{side === 'left' ? before : after}: </VisuallyHidden>}
      <span className={styles['hex']}>
        {bytes.map(({ isMarked, isGap, byte }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- columns have no other identity and never move
          <span key={index} className={cx(isMarked && (isGap ? styles['gap'] : styles['marked']))}>
            {isGap
              ? '  '
              : byte === undefined
                ? '··'
                : byte.toString(16).padStart(2, '0').toUpperCase()}
          </span>
        ))}
        {Array.from({ length: PER_ROW - bytes.length }, (_, index) => (
          <span key={`rest-${index}`}>{'  '}</span>
        ))}
      </span>
      <span className={styles['letters']} aria-hidden="true">
        {bytes.map(({ isMarked, isGap, byte }, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- as above
          <span key={index} className={cx(isMarked && !isGap && styles['marked'])}>
            {byte === undefined
              ? ' '
              : byte >= 0x20 && byte < 0x7f
                ? String.fromCharCode(byte)
                : '·'}
          </span>
        ))}
      </span>
    </div>
  )
}
