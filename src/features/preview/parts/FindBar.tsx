import { ChevronDown, ChevronUp, X } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import styles from './find-bar.module.css'

/** Finds words in what is shown: how many there are, and from one to the next. */
export function FindBar(props: {
  /** Such as "Find in this page". */
  label: string
  /** What has come of it, in words. */
  found: string
  onFind: (text: string) => void
  onStep: (by: 1 | -1) => void
  onClose: () => void
}) {
  const { label, onStep } = props
  const [query, setQuery] = useState('')
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys of its field and buttons together
    <form
      className={styles['find']}
      role="search"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault()
        onStep(1)
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') props.onClose()
        else if (event.key === 'Enter' && event.shiftKey) onStep(-1)
        else return
        event.preventDefault()
      }}
    >
      <TextField
        label={label}
        hideLabel
        type="search"
        placeholder="Find"
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={query}
        onChange={(value) => {
          setQuery(value)
          props.onFind(value)
        }}
      />
      <output className={styles['count']} aria-live="polite">
        {query.trim() === '' ? '' : props.found}
      </output>
      <IconButton size="s" label="Previous match" icon={ChevronUp} onClick={() => onStep(-1)} />
      <IconButton size="s" label="Next match" icon={ChevronDown} onClick={() => onStep(1)} />
      <IconButton size="s" label="Close find" icon={X} onClick={props.onClose} />
    </form>
  )
}
