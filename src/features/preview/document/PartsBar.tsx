import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import type { Hit } from '#formats/flow/parts/find-in-parts.ts'
import { Button } from '#ui/controls/Button.tsx'
import { TextField } from '#ui/controls/TextField.tsx'
import type { OpenedVersion } from './document-worker.ts'
import type { DocumentClient } from './use-document.ts'
import styles from './written.module.css'

/** Walks through a document that is too long to be laid out at once, and finds words in all of it. */
export function PartsBar(props: {
  client: DocumentClient
  shown: OpenedVersion
  onGoTo: (part: number, block: number) => void
  /** The one at the end of the part, which does not find. */
  isEnd?: boolean
}) {
  const { client, shown, onGoTo, isEnd = false } = props
  const { index } = shown.part
  return (
    <div
      role="group"
      aria-label={isEnd ? 'Parts, at the end' : 'Parts'}
      className={styles['partsBar']}
    >
      <Button
        size="s"
        icon={ChevronLeft}
        disabledReason={index === 0 ? 'This is the first part' : undefined}
        onClick={() => onGoTo(index - 1, 0)}
      >
        Previous part
      </Button>
      <span>
        Part {index + 1} of {shown.parts}
      </span>
      <Button
        size="s"
        icon={ChevronRight}
        disabledReason={index === shown.parts - 1 ? 'This is the last part' : undefined}
        onClick={() => onGoTo(index + 1, 0)}
      >
        Next part
      </Button>
      {!isEnd && (
        <>
          <Find client={client} shown={shown} onGoTo={onGoTo} />
          <p className={styles['muted']}>
            This document is long: the browser’s own search finds what is in this part only.
          </p>
        </>
      )}
    </div>
  )
}

interface Found {
  words: string
  hits: readonly Hit[]
  at: number
}

function Find(props: {
  client: DocumentClient
  shown: OpenedVersion
  onGoTo: (part: number, block: number) => void
}) {
  const { client, shown, onGoTo } = props
  const [words, setWords] = useState('')
  const [found, setFound] = useState<Found>()
  async function find() {
    const known = found?.words === words ? found : undefined
    const hits = known?.hits ?? (await client.call('find', { version: shown.version, text: words }))
    const at = known === undefined ? 0 : (known.at + 1) % Math.max(1, hits.length)
    setFound({ words, hits, at })
    const hit = hits[at]
    if (hit) onGoTo(hit.part, hit.block)
  }
  return (
    <form
      role="search"
      className={styles['find']}
      onSubmit={(event) => {
        event.preventDefault()
        void find().catch(() => setFound(undefined))
      }}
    >
      <TextField
        label="Find in all parts"
        hideLabel
        placeholder="Find in all parts"
        value={words}
        onChange={setWords}
      />
      <Button size="s" type="submit">
        {found?.words === words && found.hits.length > 1 ? 'Find next' : 'Find'}
      </Button>
      <span role="status" className={styles['muted']}>
        {found?.words === words && foundWords(found)}
      </span>
    </form>
  )
}

function foundWords({ hits, at }: Found): string {
  if (hits.length === 0) return 'Not found'
  return `Paragraph ${at + 1} of ${hits.length}${hits.length === 500 ? ' or more' : ''}`
}
