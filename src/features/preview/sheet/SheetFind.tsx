import { ChevronDown, ChevronUp } from 'lucide-react'
import { useState, type KeyboardEvent } from 'react'
import type { FoundCells } from '#formats/sheet/find-cells.ts'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { Place } from '../grid/column-layout.ts'
import type { OpenSheet } from './use-workbook.ts'
import styles from './sheet.module.css'

interface SheetFindProps {
  open: OpenSheet
  active: Place | undefined
  onShow: (place: Place) => void
}

interface Found extends FoundCells {
  text: string
  at: number
}

/** The matches of a text, found when it is first asked for, and which of them is shown. */
function useFind({ open, active, onShow }: SheetFindProps) {
  const [text, setText] = useState('')
  const [found, setFound] = useState<Found>()
  const [isBusy, setBusy] = useState(false)
  const current = found?.text === text ? found : undefined
  function show(result: Found, at: number) {
    setFound({ ...result, at })
    const place = result.places[at]
    if (place) onShow(place)
  }
  async function go(step: 1 | -1) {
    if (text.trim() === '') return
    if (current) {
      const { length } = current.places
      if (length > 0) show(current, (current.at + step + length) % length)
      return
    }
    setBusy(true)
    try {
      const result = await open.client.call('find', { index: open.index, text })
      show({ ...result, text, at: 0 }, firstFrom(result.places, active))
    } catch {
      // Another search has begun, or the viewer was left.
    } finally {
      setBusy(false)
    }
  }
  return { text, setText, current, isBusy, go }
}

/** Finds a text in the cells of the sheet: Enter goes to the next one, with Shift to the one before. */
export function SheetFind(props: SheetFindProps) {
  const { text, setText, current, isBusy, go } = useFind(props)
  function onKeyDown(event: KeyboardEvent) {
    if (event.key !== 'Enter') return
    event.preventDefault()
    void go(event.shiftKey ? -1 : 1)
  }
  const reason = text.trim() === '' ? 'Write what to find first.' : undefined
  return (
    <div className={styles['find']} role="search" aria-label="Find in the sheet">
      <TextField
        label="Find in the sheet"
        hideLabel
        type="search"
        placeholder="Find"
        value={text}
        onChange={setText}
        onKeyDown={onKeyDown}
      />
      <span className={styles['count']} role="status">
        {isBusy ? 'Searching…' : countWords(current)}
      </span>
      <IconButton
        size="s"
        label="Previous match"
        icon={ChevronUp}
        disabledReason={reason}
        onClick={() => void go(-1)}
      />
      <IconButton
        size="s"
        label="Next match"
        icon={ChevronDown}
        disabledReason={reason}
        onClick={() => void go(1)}
      />
    </div>
  )
}

function countWords(found: Found | undefined): string {
  if (!found) return ''
  const { length } = found.places
  if (length === 0) return 'Not found'
  const all = `${length.toLocaleString()}${found.isMore ? '+' : ''}`
  return `${(found.at + 1).toLocaleString()} of ${all}`
}

/** The first match at or behind the chosen cell, or the first of all. */
function firstFrom(places: FoundCells['places'], active: Place | undefined): number {
  if (!active) return 0
  const { row, column } = active
  const at = places.findIndex((one) => one.row > row || (one.row === row && one.column >= column))
  return Math.max(0, at)
}
