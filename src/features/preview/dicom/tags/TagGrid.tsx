import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import type { TagRow } from '#formats/dicom/objects/tag-rows.ts'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import { cx } from '#ui/cx.ts'
import { useSize } from '#ui/use-size.ts'
import { rowsInView, scrollHeight, topOf, type RowScroll } from '../../rows/row-scroll.ts'
import { useRowScroll } from '../../rows/use-row-scroll.ts'
import type { DicomClient } from '../dicom-worker.ts'
import { useRows, type FoundTags } from './use-tags.ts'
import styles from './tags.module.css'

/** Pixels; `tags.module.css` says the same. */
const ROW_HEIGHT = 28

/** The rows in view, and the whole value of the chosen one. */
export function TagGrid(props: { client: DicomClient; found: FoundTags; name: string }) {
  const { client, found, name } = props
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroller)
  const view = Math.max(0, height - ROW_HEIGHT)
  const scroll: RowScroll = { rows: found.count, rowHeight: ROW_HEIGHT, view }
  const { row: first, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const [chosen, setChosen] = useState<{ found: FoundTags; row: number }>()
  const active = chosen?.found === found ? chosen.row : undefined
  const last = Math.min(found.count, first + rowsInView(scroll))
  const rows = useRows(client, found, first, last)
  const page = Math.max(1, Math.floor(view / ROW_HEIGHT))

  function choose(row: number) {
    setChosen({ found, row })
    if (row < first) moveTo(row)
    else if (row >= first + page) moveTo(row - page + 1)
  }
  function onKeyDown(event: KeyboardEvent) {
    const next = rowOfKey(event.key, active ?? -1, found.count, page)
    if (next === undefined) return
    event.preventDefault()
    choose(next)
  }
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- it has a tab stop, and the rows are walked by keys */}
      <div
        ref={scroller}
        role="treegrid"
        aria-label={`Tags of ${name}`}
        aria-rowcount={found.count + 1}
        aria-activedescendant={active === undefined ? undefined : `${id}-${active}`}
        className={styles['scroller']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes the keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        onScroll={onScroll}
      >
        <Head />
        <div className={styles['whole']} style={{ blockSize: scrollHeight(scroll) }}>
          <div
            role="rowgroup"
            className={styles['rows']}
            style={{ insetBlockStart: topOf(scroll, first) }}
          >
            {rows.map(({ at, row }) => {
              const choice = {
                id: `${id}-${at}`,
                active: at === active,
                onChoose: () => choose(at),
              }
              return <Row key={at} row={row} index={at} {...choice} />
            })}
          </div>
        </div>
      </div>
      {active !== undefined && <WholeValue client={client} found={found} row={active} />}
    </>
  )
}

function Head() {
  return (
    <div role="rowgroup" className={styles['head']}>
      <div role="row" aria-rowindex={1} className={styles['row']}>
        {['Tag', 'VR', 'Name', 'Value', 'Length'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
    </div>
  )
}

function Row(props: {
  id: string
  row: TagRow
  index: number
  active: boolean
  onChoose: () => void
}) {
  const { id, row, index, active, onChoose } = props
  const { depth, tag, vr, name, value, length, hidden } = row
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the grid takes the keys
    <div
      id={id}
      role="row"
      aria-level={depth + 1}
      aria-rowindex={index + 2}
      aria-selected={active}
      className={cx(styles['row'], active && styles['active'], tag === '' && styles['item'])}
      onClick={onChoose}
    >
      <span
        role="gridcell"
        className={styles['tag']}
        style={{ paddingInlineStart: Math.min(depth, 12) * 12 }}
      >
        {tag}
      </span>
      <span role="gridcell">{vr}</span>
      <span role="gridcell" title={name}>
        {name}
      </span>
      <span role="gridcell" className={cx(styles['value'], hidden && styles['hidden'])}>
        {hidden ? 'Hidden: may be patient data' : value}
      </span>
      <span role="gridcell" className={styles['bytes']}>
        {length}
      </span>
    </div>
  )
}

function WholeValue({
  client,
  found,
  row,
}: {
  client: DicomClient
  found: FoundTags
  row: number
}) {
  const [read, setRead] = useState<{ key: string; text: string }>()
  const { revealed } = found.choice
  const key = `${row} ${revealed} ${found.choice.text}`
  useEffect(() => {
    let current = true
    client.call('value', { row, revealed }).then(
      (text) => current && setRead({ key, text }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, row, revealed, key])
  const text = read?.key === key ? read.text : ''
  if (text === '') return null
  return (
    <div className={styles['strip']} role="group" aria-label="Value">
      <pre>{text}</pre>
      <CopyButton text={text} label="Copy value" />
    </div>
  )
}

function rowOfKey(key: string, at: number, count: number, page: number): number | undefined {
  const moved = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  }[key]
  return moved === undefined || count === 0 ? undefined : Math.max(0, Math.min(count - 1, moved))
}
