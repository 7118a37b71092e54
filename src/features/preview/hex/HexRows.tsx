import { useEffect, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { cx } from '#ui/cx.ts'
import { scrollHeight, topOf, type RowScroll } from '../rows/row-scroll.ts'
import { hexRow, offsetDigits } from './hex-rows.ts'
import styles from './hex.module.css'

/** The rows in view, laid where the scroll bar says they are. */
export function HexRows(props: {
  source: ContentSource
  perRow: number
  scroll: RowScroll
  first: number
  count: number
  /** Bytes that were gone to or found; `end` is the one after the last. */
  marked: { start: number; end: number } | undefined
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
          const here = marked !== undefined && marked.start < end && marked.end > start
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

/** Bytes in one read; a multiple of every row's length. */
const CHUNK = 64 * 1024
/** How many chunks are kept: 2 MiB, whatever the size of the file. */
const KEPT = 32

/**
 * Reads what is in view of a content, and forgets what has long been out of it.
 *
 * @param from the first byte wanted
 * @param to the byte after the last one
 * @returns reads a range out of what is there; `undefined` where it is not there yet, or could not be read
 */
function useChunks(
  source: ContentSource,
  from: number,
  to: number,
): { failed: boolean; bytes: (from: number, to: number) => Uint8Array | undefined } {
  const [state, setState] = useState<Chunks>({ source, chunks: new Map(), failed: false })
  const current = state.source === source ? state : { source, chunks: new Map(), failed: false }
  const first = Math.floor(from / CHUNK)
  const last = Math.floor(Math.max(from, to - 1) / CHUNK)
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    for (let index = first; index <= last; index += 1) {
      source.slice(index * CHUNK, (index + 1) * CHUNK, signal).then(
        (bytes) => signal.aborted || setState((before) => withChunk(before, source, index, bytes)),
        () => signal.aborted || setState({ source, chunks: new Map(), failed: true }),
      )
    }
    return () => controller.abort()
  }, [source, first, last])
  return {
    failed: current.failed,
    bytes: (start, end) => sliceOf(current.chunks, start, end),
  }
}

interface Chunks {
  source: ContentSource
  chunks: ReadonlyMap<number, Uint8Array>
  failed: boolean
}

function withChunk(
  before: Chunks,
  source: ContentSource,
  index: number,
  bytes: Uint8Array,
): Chunks {
  const chunks = new Map(before.source === source ? before.chunks : [])
  // A Map keeps the order of its insertions: what was read longest ago goes first.
  chunks.delete(index)
  chunks.set(index, bytes)
  for (const oldest of chunks.keys()) {
    if (chunks.size <= KEPT) break
    chunks.delete(oldest)
  }
  return { source, chunks, failed: false }
}

function sliceOf(
  chunks: ReadonlyMap<number, Uint8Array>,
  start: number,
  end: number,
): Uint8Array | undefined {
  const chunk = chunks.get(Math.floor(start / CHUNK))
  const at = start % CHUNK
  return chunk?.subarray(at, at + (end - start))
}
