import { ChevronDown, ChevronUp, X } from 'lucide-react'
import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useEffectEvent, useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { useFind, type FindState, type Found } from './use-find.ts'
import styles from './pdf.module.css'

/** Finds words on all pages: how many there are, and from one to the next. */
export function PdfFind(props: {
  pdf: PDFDocumentProxy
  /** The search begins where the reader is. */
  startPage: number
  onFound: (all: readonly Found[], current: Found | undefined) => void
  onClose: () => void
}) {
  const [query, setQuery] = useState('')
  const [chosen, setChosen] = useState<{ query: string; index: number }>()
  const state = useFind(props.pdf, query)
  const { found } = state
  const [start, setStart] = useState(props.startPage)
  const index = chosen?.query === query ? chosen.index : firstFrom(found, start)
  const current = found[index]
  const tell = useEffectEvent(props.onFound)
  useEffect(() => tell(found, current), [found, current])

  function step(by: 1 | -1) {
    if (found.length > 0) setChosen({ query, index: (index + by + found.length) % found.length })
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of its field and buttons together
    <form
      className={styles['find']}
      role="search"
      aria-label="Find in this PDF"
      onSubmit={(event) => {
        event.preventDefault()
        step(1)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          event.preventDefault()
          props.onClose()
        } else if (event.key === 'Enter' && event.shiftKey) {
          event.preventDefault()
          step(-1)
        }
      }}
    >
      <TextField
        label="Find in this PDF"
        hideLabel
        type="search"
        placeholder="Find"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(value) => {
          setQuery(value)
          setStart(props.startPage)
        }}
      />
      <output className={styles['count']} aria-live="polite">
        {describe(query, state, index, props.pdf.numPages)}
      </output>
      <IconButton size="s" label="Previous match" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton size="s" label="Next match" icon={ChevronDown} onClick={() => step(1)} />
      <IconButton size="s" label="Close find" icon={X} onClick={props.onClose} />
    </form>
  )
}

function firstFrom(found: readonly Found[], page: number): number {
  return Math.max(
    0,
    found.findIndex((one) => one.page >= page),
  )
}

function describe(query: string, state: FindState, index: number, pages: number): string {
  if (query.trim() === '') return ''
  const { found, done, searched } = state
  if (found.length === 0) {
    return done ? 'Not found' : `Searching, ${searched} of ${pages} pages`
  }
  return `${index + 1} of ${found.length}${done ? '' : '…'}`
}
