import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { useSize } from '#ui/use-size.ts'
import { rowsInView, scrollHeight, topOf, type RowScroll } from '../rows/row-scroll.ts'
import { useRowScroll } from '../rows/use-row-scroll.ts'
import type { TreeRow } from './tree-worker.ts'
import { TreeDetails } from './TreeDetails.tsx'
import { TreeItem } from './TreeItem.tsx'
import type { ShownTree } from './use-tree.ts'
import styles from './tree.module.css'

/** Pixels; `tree.module.css` says the same. */
const ROW_HEIGHT = 26

export interface TreeBoxProps {
  tree: ShownTree
  name: string
  onToggle: (place: number) => void
}

/** The rows in view of a tree, whatever their number, and all of the one that is chosen. */
export function TreeBox({ tree, name, onToggle }: TreeBoxProps) {
  const id = useId()
  const scroller = useRef<HTMLDivElement>(null)
  const { height } = useSize(scroller)
  const [active, setActive] = useState(0)
  const scroll: RowScroll = { rows: tree.count, rowHeight: ROW_HEIGHT, view: height }
  const { row: first, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const last = Math.min(tree.count, first + rowsInView(scroll))
  const rows = useRows(tree, first, last)
  const page = Math.max(1, Math.floor(height / ROW_HEIGHT) - 1)

  function show(place: number) {
    const next = Math.max(0, Math.min(tree.count - 1, place))
    setActive(next)
    if (next < first) moveTo(next)
    else if (next > first + page - 1) moveTo(next - page + 1)
  }
  function onKeyDown(event: KeyboardEvent) {
    const move = moveOf(event, rows?.[active - first], active, page)
    if (move === undefined) return
    event.preventDefault()
    if (move === 'toggle') onToggle(active)
    else if (move === 'parent')
      void tree.client.call('parentOf', active).then(show, () => undefined)
    else show(move)
  }
  const isDrawn = active >= first && active < last
  return (
    <>
      <div
        ref={scroller}
        className={styles['scroller']}
        role="tree"
        aria-label={`Tree of ${name}`}
        aria-activedescendant={isDrawn ? `${id}-${active}` : undefined}
        tabIndex={0}
        onScroll={onScroll}
        onKeyDown={onKeyDown}
      >
        <Rows
          {...{ id, scroll, first, last, rows, active }}
          onActivate={show}
          onToggle={(place) => {
            setActive(place)
            onToggle(place)
          }}
        />
      </div>
      <TreeDetails tree={tree} place={active} name={name} />
    </>
  )
}

function Rows(props: {
  id: string
  scroll: RowScroll
  first: number
  last: number
  rows: readonly TreeRow[] | undefined
  active: number
  onActivate: (place: number) => void
  onToggle: (place: number) => void
}) {
  const { id, scroll, first, last, rows, active, onActivate, onToggle } = props
  const places = Array.from({ length: Math.max(0, last - first) }, (_, index) => first + index)
  const top = { insetBlockStart: topOf(scroll, first) }
  return (
    <div
      className={styles['whole']}
      role="presentation"
      style={{ blockSize: scrollHeight(scroll) }}
    >
      <div className={styles['rows']} role="presentation" style={top}>
        {places.map((place) => (
          <TreeItem
            key={place}
            id={`${id}-${place}`}
            row={rows?.[place - first]}
            isActive={place === active}
            onActivate={() => onActivate(place)}
            onToggle={() => onToggle(place)}
          />
        ))}
      </div>
    </div>
  )
}

/** What a key does: goes to a place, to the parent, or opens and closes the row (ARIA APG, Tree View). */
function moveOf(
  event: KeyboardEvent,
  row: TreeRow | undefined,
  active: number,
  page: number,
): number | 'parent' | 'toggle' | undefined {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined
  const isParent = (row?.children ?? 0) > 0
  switch (event.key) {
    case 'ArrowDown':
      return active + 1
    case 'ArrowUp':
      return active - 1
    case 'PageDown':
      return active + page
    case 'PageUp':
      return active - page
    case 'Home':
      return 0
    case 'End':
      return Infinity
    case 'ArrowRight':
      if (!isParent) return undefined
      return row?.isOpen === true ? active + 1 : 'toggle'
    case 'ArrowLeft':
      return isParent && row?.isOpen === true ? 'toggle' : 'parent'
    case 'Enter':
    case ' ':
      return isParent ? 'toggle' : undefined
    default:
      return undefined
  }
}

/** `undefined` until they are there; those of before stand until then where they are of the same place. */
function useRows(tree: ShownTree, from: number, to: number): readonly TreeRow[] | undefined {
  const { client, version } = tree
  const [read, setRead] = useState<{ from: number; version: number; rows: readonly TreeRow[] }>()
  useEffect(() => {
    let current = true
    client.call('rows', { from, to }).then(
      (rows) => current && setRead({ from, version, rows }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, from, to])
  return read?.from === from ? read.rows : undefined
}
