import { Copy } from 'lucide-react'
import { Button } from '#ui/Button.tsx'
import { toast } from '#ui/toasts.ts'
import { NOTHING_SELECTED, type Selection } from './selection.ts'
import type { BinaryList } from './use-binary-list.ts'
import toolbar from './toolbar.module.css'

export interface SelectionBarProps {
  org: string
  list: BinaryList
  selection: Selection
  onSelection: (selection: Selection) => void
}

/** What can be done with the rows that are selected and shown; nothing is done to a row that narrowing hides. */
export function SelectionBar({ list, selection, onSelection }: SelectionBarProps) {
  if (selection.ids.size === 0) return null
  const rows = list.snapshot.rows.filter((row) => selection.ids.has(row.id))
  const hidden = selection.ids.size - rows.length
  const copy = async () => {
    await navigator.clipboard.writeText(rows.map(({ id }) => id).join('\n'))
    toast({ tone: 'success', title: rows.length === 1 ? 'Id copied' : `${rows.length} ids copied` })
  }
  return (
    <div className={toolbar['selection']} role="group" aria-label="Selection">
      <span role="status">
        {rows.length} selected{hidden > 0 && ` (${hidden} more are hidden)`}
      </span>
      <Button size="s" variant="quiet" icon={Copy} onClick={() => void copy()}>
        Copy ids
      </Button>
      <Button size="s" variant="quiet" onClick={() => onSelection(NOTHING_SELECTED)}>
        Clear selection
      </Button>
    </div>
  )
}
