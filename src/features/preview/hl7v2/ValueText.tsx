import { useState, type ReactNode } from 'react'
import { readEscapes, type Piece } from '#formats/hl7v2/escapes.ts'
import type { Separators } from '#formats/hl7v2/read-messages.ts'
import { Button } from '#ui/controls/Button.tsx'
import styles from './hl7.module.css'

/** Characters that are laid out unasked. */
const SHOWN = 2000

/**
 * A value with its escapes resolved: breaks as breaks, highlighting as such, what is not known as it stands.
 *
 * @param separators `undefined` for a text that has no escapes left
 */
export function ValueText(props: { raw: string; separators: Separators | undefined }) {
  const { raw, separators } = props
  const [whole, setWhole] = useState(false)
  const clipped = !whole && raw.length > SHOWN
  const text = clipped ? raw.slice(0, SHOWN / 4) : raw
  const pieces: Piece[] =
    separators === undefined ? [{ type: 'text', text }] : readEscapes(text, separators)
  return (
    <span className={styles['lines']}>
      {nodesOf(pieces)}
      {clipped && (
        <>
          …{' '}
          <Button size="s" variant="quiet" onClick={() => setWhole(true)}>
            Show all {raw.length.toLocaleString()} characters
          </Button>
        </>
      )}
    </span>
  )
}

function nodesOf(pieces: readonly Piece[]): ReactNode[] {
  let highlighted = false
  // Pieces have no identity but their place, and the value never changes under them.
  return pieces.map((piece, place) => {
    const key = `${place}`
    switch (piece.type) {
      case 'text':
        return highlighted ? <mark key={key}>{piece.text}</mark> : piece.text
      case 'break':
        return <br key={key} />
      case 'highlight':
        highlighted = piece.on
        return null
      case 'layout':
        return null
      case 'unknown':
        return (
          <code key={key} title="An escape sequence that is not known">
            {piece.source}
          </code>
        )
    }
  })
}
