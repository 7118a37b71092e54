import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { FindResult } from './pdf-finder.ts'
import type { PdfView } from './pdf-view.ts'
import styles from './pdf.module.css'

/** Finds words on all pages: how many there are, and from one to the next. */
export function PdfFind(props: { view: PdfView; result: FindResult; onClose: () => void }) {
  const { view, result } = props
  const [query, setQuery] = useState('')
  useEffect(() => () => view.finder?.close(), [view])
  const step = (by: 1 | -1) => view.finder?.step(by)
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
          view.finder?.find(value)
        }}
      />
      <output className={styles['count']} aria-live="polite">
        {describe(result)}
      </output>
      <IconButton size="s" label="Previous match" icon={ChevronUp} onClick={() => step(-1)} />
      <IconButton size="s" label="Next match" icon={ChevronDown} onClick={() => step(1)} />
      <IconButton size="s" label="Close find" icon={X} onClick={props.onClose} />
    </form>
  )
}

function describe({ state, current, total }: FindResult): string {
  switch (state) {
    case 'none':
      return ''
    case 'searching':
      return 'Searching…'
    case 'missing':
      return 'Not found'
    case 'found':
      return `${Math.max(1, current)} of ${total}`
  }
}
