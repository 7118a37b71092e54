import { useEffect, useState } from 'react'
import { scrollHeight, topOf, type RowScroll } from '../../rows/row-scroll.ts'
import { useOnceShown } from '../../use-once-shown.ts'
import type { OpenedText, TextLine, TextMatch } from './large-text-worker.ts'
import type { LargeText } from './use-large-text.ts'
import styles from './large-text.module.css'

/** The lines in view, with their numbers, laid where the scroll bar says they are. */
export function LineRows(props: {
  text: LargeText
  scroll: RowScroll
  first: number
  last: number
  match: TextMatch | undefined
  /** Once lines are shown. */
  onShown: (() => void) | undefined
}) {
  const { text, scroll, first, last, match, onShown } = props
  const lines = useLines(text, first, last)
  useOnceShown(lines !== undefined, onShown)
  const digits = String(scroll.rows).length
  const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  return (
    <div className={styles['whole']} style={{ blockSize: scrollHeight(scroll) }}>
      <div className={styles['rows']} style={{ insetBlockStart: topOf(scroll, first) }}>
        {places.map((place) => (
          <div key={place} className={styles['row']}>
            <span className={styles['number']} style={{ inlineSize: `${digits + 1}ch` }}>
              {place + 1}
            </span>
            <Line line={lines?.[place - first]} match={match?.line === place ? match : undefined} />
          </div>
        ))}
      </div>
    </div>
  )
}

function Line({ line, match }: { line: TextLine | undefined; match: TextMatch | undefined }) {
  if (!line) return null
  const { text, length } = line
  const from = match?.column ?? text.length
  const to = match ? from + match.end - match.start : text.length
  return (
    <bdi className={styles['text']}>
      {text.slice(0, from)}
      {match && <mark>{text.slice(from, to)}</mark>}
      {text.slice(to)}
      {length > text.length && (
        <span className={styles['number']}>
          … the first {text.length.toLocaleString()} of {length.toLocaleString()} characters of this
          line
        </span>
      )}
    </bdi>
  )
}

/** `undefined` until they are there. Those of a beginning stay until the same ones of the whole are. */
function useLines({ client, opened }: LargeText, from: number, to: number) {
  const [read, setRead] = useState<{ from: number; of: OpenedText; lines: readonly TextLine[] }>()
  useEffect(() => {
    let current = true
    client.call('lines', { from, to }).then(
      (lines) => current && setRead({ from, of: opened, lines }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, opened, from, to])
  return read?.from === from ? read.lines : undefined
}
