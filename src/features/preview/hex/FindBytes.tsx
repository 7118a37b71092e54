import { useEffect, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import { bytesOfQuery, findBytes } from './find-bytes.ts'
import styles from './hex.module.css'

type Search =
  | { state: 'idle' }
  | { state: 'searching'; share: number; stop: () => void }
  | { state: 'found'; query: string; at: number }
  | { state: 'missing' }
  | { state: 'failed' }

/** Finds a text or bytes from one place to the next. @param props.onFound is given the offset and the length in bytes */
export function FindBytes(props: {
  source: ContentSource
  onFound: (offset: number, length: number) => void
}) {
  const { source, onFound } = props
  const [query, setQuery] = useState('')
  const [search, setSearch] = useState<Search>({ state: 'idle' })
  const stop = search.state === 'searching' ? search.stop : undefined
  useEffect(() => stop, [stop])
  function find() {
    const wanted = bytesOfQuery(query)
    if (wanted.length === 0) return
    const controller = new AbortController()
    const { signal } = controller
    const stopping = () => controller.abort()
    const from = search.state === 'found' && search.query === query ? search.at + 1 : 0
    const onProgress = (share: number) => setSearch({ state: 'searching', share, stop: stopping })
    onProgress(0)
    findBytes(source, wanted, from, { signal, onProgress }).then(
      (at) => {
        setSearch(at === undefined ? { state: 'missing' } : { state: 'found', query, at })
        if (at !== undefined) onFound(at, wanted.length)
      },
      () => setSearch(signal.aborted ? { state: 'idle' } : { state: 'failed' }),
    )
  }
  return (
    <form
      className={styles['goTo']}
      role="search"
      aria-label="Find bytes"
      onSubmit={(event) => {
        event.preventDefault()
        find()
      }}
    >
      <TextField
        label="Find text or bytes"
        hideLabel
        mono
        placeholder="Text, or bytes such as 25 50 44 46"
        value={query}
        autoComplete="off"
        onChange={setQuery}
      />
      {search.state === 'searching' ? (
        <Button size="s" onClick={search.stop}>
          Stop
        </Button>
      ) : (
        <Button size="s" type="submit">
          Find next
        </Button>
      )}
      <output className={styles['found']}>{wordsOf(search)}</output>
    </form>
  )
}

function wordsOf(search: Search): string {
  switch (search.state) {
    case 'idle':
      return ''
    case 'searching':
      return `Searching… ${Math.floor(search.share * 100)} %`
    case 'found':
      return `At 0x${search.at.toString(16)}`
    case 'missing':
      return 'Not found'
    case 'failed':
      return 'Could not be read'
  }
}
