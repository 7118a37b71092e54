import { useRef, useState, type KeyboardEvent } from 'react'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { useSize } from '#ui/use-size.ts'
import { rowAfterKey } from '../rows/row-keys.ts'
import { rowsInView, type RowScroll } from '../rows/row-scroll.ts'
import { useRowScroll } from '../rows/use-row-scroll.ts'
import type { SourceViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { FindBytes } from './FindBytes.tsx'
import { parseOffset } from './hex-rows.ts'
import { HexRows } from './HexRows.tsx'
import styles from './hex.module.css'

/** Pixels; `hex.module.css` says the same. */
const ROW_HEIGHT = 22
/** Below this many pixels sixteen bytes do not fit beside their text. */
const NARROW = 640

/** Any content as its bytes. Only what is in view is read, so that a gigabyte opens at once. */
export function HexViewer({ source, name, bar }: SourceViewerProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const { width, height } = useSize(scroller)
  const perRow = width > 0 && width < NARROW ? 8 : 16
  const scroll: RowScroll = {
    rows: Math.ceil(source.size / perRow),
    rowHeight: ROW_HEIGHT,
    view: height,
  }
  const { row, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const [marked, setMarked] = useState<{ start: number; end: number }>()

  function onKeyDown(event: KeyboardEvent) {
    const next = rowAfterKey(event, row, scroll)
    if (next === undefined) return
    event.preventDefault()
    moveTo(next)
  }
  function show(offset: number, length: number) {
    setMarked({ start: offset, end: offset + length })
    moveTo(Math.floor(offset / perRow) - 2)
  }
  return (
    <>
      <ViewerBar bar={bar} label="Bytes">
        <GoTo
          size={source.size}
          onGo={(offset) => {
            show(offset, 1)
            scroller.current?.focus()
          }}
        />
        <FindBytes source={source} onFound={show} />
      </ViewerBar>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a part that scrolls must take the keys that scroll it */}
      <div
        ref={scroller}
        className={styles['scroller']}
        role="region"
        aria-label={`Bytes of ${name}`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        {source.size === 0 && <p className={styles['empty']}>The file is empty: 0 bytes.</p>}
        <HexRows
          source={source}
          perRow={perRow}
          scroll={scroll}
          first={row}
          count={rowsInView(scroll)}
          marked={marked}
        />
      </div>
    </>
  )
}

function GoTo({ size, onGo }: { size: number; onGo: (offset: number) => void }) {
  const [text, setText] = useState('')
  const [wrong, setWrong] = useState(false)
  function go() {
    const offset = parseOffset(text, size)
    setWrong(offset === undefined)
    if (offset !== undefined) onGo(offset)
  }
  return (
    <form
      className={styles['goTo']}
      onSubmit={(event) => {
        event.preventDefault()
        go()
      }}
    >
      <TextField
        label="Go to offset"
        hideLabel
        mono
        placeholder="Offset, such as 4096 or 0x1000"
        value={text}
        autoComplete="off"
        error={wrong ? `From 0 to ${Math.max(0, size - 1)} (${formatBytes(size)})` : undefined}
        onChange={(value) => {
          setText(value)
          setWrong(false)
        }}
      />
      <Button size="s" type="submit">
        Go
      </Button>
    </form>
  )
}
