import { useRef, useState, type KeyboardEvent } from 'react'
import type { Encoding } from '#formats/text/encodings.ts'
import { useSize } from '#ui/use-size.ts'
import { Reading, useProblem } from '../../parts/SourceView.tsx'
import { rowAfterKey } from '../../rows/row-keys.ts'
import { rowsInView, type RowScroll } from '../../rows/row-scroll.ts'
import { useRowScroll } from '../../rows/use-row-scroll.ts'
import type { HeadViewerProps } from '../../viewer.ts'
import { ViewerBar } from '../../ViewerBar.tsx'
import { EncodingField, UnreadLabel } from '../EncodingField.tsx'
import { FindWords } from './FindWords.tsx'
import type { TextMatch } from './large-text-worker.ts'
import { LineRows } from './LineRows.tsx'
import { useLargeText, type LargeText } from './use-large-text.ts'
import styles from './large-text.module.css'

/**
 * A text of any size: a worker keeps it, and only the lines in view are drawn. Lines are not wrapped, since then nobody
 * could tell where a line is without laying out all that come before it.
 */
export function LargeTextViewer(props: HeadViewerProps) {
  const [chosen, setChosen] = useState<Encoding>()
  const { text, problem, stop } = useLargeText(props, chosen)
  useProblem(problem, props.onProblem)
  if (problem) return null
  if (!text) return <Reading label="Reading the text" onStop={stop} />
  return <Lines {...props} text={text} chosen={chosen} onChoose={setChosen} />
}

/** Pixels; `large-text.module.css` says the same. */
const ROW_HEIGHT = 20

function Lines(
  props: HeadViewerProps & {
    text: LargeText
    chosen: Encoding | undefined
    onChoose: (encoding: Encoding) => void
  },
) {
  const { text, chosen, onChoose, name, bar, onBeginning } = props
  const { client, opened } = text
  const scroller = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroller)
  const [match, setMatch] = useState<TextMatch>()
  const scroll: RowScroll = { rows: opened.lines, rowHeight: ROW_HEIGHT, view: height }
  const { row, moveTo, onScroll } = useRowScroll(scroller, scroll)
  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfterKey(event, row, scroll)
    if (next === undefined) return
    event.preventDefault()
    moveTo(next)
  }
  function show(found: TextMatch) {
    setMatch(found)
    moveTo(found.line - 3)
    // Enough that the match stands within the line's first screen, whatever its column.
    scroller.current?.scrollTo({ left: Math.max(0, found.column * 8 - 200) })
  }
  return (
    <>
      <ViewerBar bar={bar} label="Text">
        <FindWords client={client} match={match} onFound={show} />
        <EncodingField found={opened.found} value={chosen} onChange={onChoose} />
      </ViewerBar>
      <UnreadLabel found={opened.found} chosen={chosen} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a part that scrolls must take the keys that scroll it */}
      <div
        ref={scroller}
        className={styles['scroller']}
        role="region"
        aria-label={`Text of ${name}`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <LineRows
          text={text}
          scroll={scroll}
          first={row}
          last={Math.min(opened.lines, row + rowsInView(scroll))}
          match={match}
          onShown={onBeginning}
        />
      </div>
    </>
  )
}
