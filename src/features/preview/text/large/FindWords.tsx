import { useState } from 'react'
import type { WorkerClient } from '#lib/worker-session.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { LargeTextMethods, TextMatch } from './large-text-worker.ts'
import styles from './large-text.module.css'

/** Finds words in a text, from one place to the next, whatever the case of their letters. */
export function FindWords(props: {
  client: WorkerClient<LargeTextMethods>
  match: TextMatch | undefined
  onFound: (match: TextMatch) => void
}) {
  const { client, match, onFound } = props
  const [words, setWords] = useState('')
  const [said, setSaid] = useState('')
  function find() {
    if (words === '') return
    setSaid('Searching…')
    client.call('find', { words, from: match ? match.start + 1 : 0 }).then(
      (found) => {
        setSaid(found ? `Line ${(found.line + 1).toLocaleString()}` : 'Not found')
        if (found) onFound(found)
      },
      () => setSaid(''),
    )
  }
  return (
    <form
      className={styles['find']}
      role="search"
      aria-label="Find in this text"
      onSubmit={(event) => {
        event.preventDefault()
        find()
      }}
    >
      <TextField
        label="Find in this text"
        hideLabel
        type="search"
        placeholder="Find"
        autoComplete="off"
        spellCheck={false}
        value={words}
        onChange={setWords}
      />
      <Button size="s" type="submit">
        Find next
      </Button>
      <output className={styles['said']}>{said}</output>
    </form>
  )
}
