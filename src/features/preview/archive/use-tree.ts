import { useState, type KeyboardEvent, type RefObject } from 'react'
import type { TreeRow } from '#formats/archive/entry-tree.ts'
import { useSize } from '#ui/use-size.ts'
import { rowsInView, type RowScroll } from '../rows/row-scroll.ts'
import { useRowScroll } from '../rows/use-row-scroll.ts'
import type { Archive, ArchiveControl } from './use-archive.ts'
import { useTreeRows } from './use-tree-rows.ts'

/** Pixels; `archive.module.css` says the same. */
export const ROW_HEIGHT = 28

/**
 * What a tree shows and how it is moved in: the lines in view, the active one, the entry that is chosen.
 *
 * @param scroller the element that scrolls
 * @param onEnter the reader wants to go to the chosen entry
 */
export function useTree(
  archive: Archive,
  control: ArchiveControl,
  scroller: RefObject<HTMLDivElement | null>,
  onEnter: () => void,
) {
  const { client, rows } = archive
  const [active, setActive] = useState(0)
  const [chosen, setChosen] = useState<{ row: TreeRow; client: Archive['client'] }>()
  const view = Math.max(0, useSize(scroller).height - ROW_HEIGHT)
  const scroll: RowScroll = { rows, rowHeight: ROW_HEIGHT, view }
  const { row: first, moveTo, onScroll } = useRowScroll(scroller, scroll)
  const last = Math.min(rows, first + rowsInView(scroll))
  const rowAt = useTreeRows(archive, first, last)
  const at = Math.min(active, Math.max(0, rows - 1))
  const page = Math.max(1, Math.floor(view / ROW_HEIGHT))

  /** A row that has not come yet is asked for. */
  function choose(place: number) {
    setActive(place)
    const known = rowAt(place)
    if (known) setChosen({ row: known, client })
    else {
      client.call('rows', { from: place, to: place + 1 }).then(
        ([row]) => row && setChosen({ row, client }),
        () => undefined,
      )
    }
  }
  function go(wanted: number) {
    const next = Math.max(0, Math.min(rows - 1, wanted))
    if (next < first) moveTo(next)
    else if (next >= first + page) moveTo(next - page + 1)
    choose(next)
  }
  function press(event: KeyboardEvent) {
    const row = rowAt(at)
    const action = actionOf(event.key, { at, page, rows, row })
    if (action === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if (typeof action === 'number') go(action)
    else if (action === 'enter') onEnter()
    else if (row) control.setOpen(row.node, action === 'open')
  }
  const shown = chosen?.client === client ? chosen.row : undefined
  return { scroll, range: { from: first, to: last }, at, shown, rowAt, choose, press, onScroll }
}

/** What a key asks for (ARIA's pattern of a treegrid): a line, a folder opened or closed, the chosen file. */
function actionOf(
  key: string,
  { at, page, rows, row }: { at: number; page: number; rows: number; row: TreeRow | undefined },
): number | 'open' | 'close' | 'enter' | undefined {
  switch (key) {
    case 'ArrowDown':
      return at + 1
    case 'ArrowUp':
      return at - 1
    case 'PageDown':
      return at + page
    case 'PageUp':
      return at - page
    case 'Home':
      return 0
    case 'End':
      return rows - 1
    case 'ArrowRight':
      if (row?.isFolder !== true) return undefined
      return row.isOpen ? at + 1 : 'open'
    case 'ArrowLeft':
      if (row?.isFolder === true && row.isOpen) return 'close'
      return row && row.parent >= 0 ? row.parent : undefined
    case 'Enter':
      if (row?.isFolder === true) return row.isOpen ? 'close' : 'open'
      return 'enter'
    default:
      return undefined
  }
}
