import type { ContentSource } from '#formats/content-source.ts'
import { cx } from '#ui/cx.ts'
import { hexRow, offsetDigits } from './hex-rows.ts'
import { scrollHeight, topOf, type RowScroll } from './row-scroll.ts'
import { useChunks } from './use-chunks.ts'
import styles from './hex.module.css'

/** The rows in view, laid where the scroll bar says they are. */
export function HexRows(props: {
  source: ContentSource
  perRow: number
  scroll: RowScroll
  first: number
  count: number
  marked: number | undefined
}) {
  const { source, perRow, scroll, first, count, marked } = props
  const last = Math.min(scroll.rows, first + count)
  const { bytes, failed } = useChunks(source, first * perRow, last * perRow)
  const digits = offsetDigits(source.size)
  const rows = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  if (failed) {
    return <p className={styles['empty']}>These bytes could not be read. Reload the page.</p>
  }
  return (
    <div className={styles['whole']} style={{ blockSize: scrollHeight(scroll) }}>
      <div
        className={styles['rows']}
        style={{ insetBlockStart: topOf(scroll, first) }}
        role="table"
        aria-label="Bytes"
        aria-rowcount={scroll.rows}
      >
        {rows.map((row) => {
          const start = row * perRow
          const end = Math.min(source.size, start + perRow)
          const line = hexRow(start, bytes(start, end), perRow, digits)
          const here = marked !== undefined && marked >= start && marked < end
          return (
            <div
              key={row}
              role="row"
              aria-rowindex={row + 1}
              aria-current={here || undefined}
              className={cx(styles['row'], here && styles['here'])}
            >
              <span role="rowheader" className={styles['offset']}>
                {line.offset}
              </span>{' '}
              <span role="cell">{line.hex}</span>{' '}
              <span role="cell" className={styles['text']}>
                {line.text}
              </span>
            </div>
          )
        })}
      </div>
    </div>
  )
}
