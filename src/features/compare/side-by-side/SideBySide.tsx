import { useState } from 'react'
import { kindLabel, type Kind } from '#formats/kinds.ts'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/controls/Button.tsx'
import { BytesDiffer } from '../bytes/BytesDiffer.tsx'
import { useComparedOf, useSideWords } from '../compared-of.ts'
import type { DifferProps, Side } from '../differ.ts'
import styles from './side-by-side.module.css'

/** Both previews next to each other, and on demand the bytes: for kinds that have no differ of their own, and for two that are not of one kind. */
export function SideBySide({ left, right, renderPreview }: DifferProps) {
  const isOfFiles = useComparedOf()?.of === 'files'
  const [before, after] = useSideWords()
  const [asBytes, setAsBytes] = useState(left.kind === right.kind && hasNoViewer(left.kind))
  return (
    <>
      <p>
        The content differs: {isOfFiles && left.blob.size !== right.blob.size && 'on the right '}
        {changeOfSize(left, right)}
        {left.kind !== right.kind &&
          `, another kind of file (${kindLabel(left.kind)} ${isOfFiles ? 'on the left' : 'before'}, ${kindLabel(right.kind)} ${isOfFiles ? 'on the right' : 'after'})`}
        .
      </p>
      <div role="group" aria-label="Compare" className={styles['modes']}>
        <Button size="s" aria-pressed={!asBytes} onClick={() => setAsBytes(false)}>
          Previews
        </Button>
        <Button size="s" aria-pressed={asBytes} onClick={() => setAsBytes(true)}>
          Bytes
        </Button>
      </div>
      {asBytes ? (
        <BytesDiffer left={left} right={right} />
      ) : (
        <div className={styles['sides']}>
          <Half side={left} word={before} renderPreview={renderPreview} />
          <Half side={right} word={after} renderPreview={renderPreview} />
        </div>
      )}
    </>
  )
}

/** Kinds whose preview is their bytes: two of them are best compared as such. */
function hasNoViewer(kind: Kind): boolean {
  return kind === 'other' || kind === 'archive'
}

function changeOfSize(left: Side, right: Side): string {
  const change = right.blob.size - left.blob.size
  if (change === 0) return 'same size'
  return `${formatBytes(Math.abs(change))} ${change > 0 ? 'larger' : 'smaller'}`
}

function Half(props: { side: Side; word: string; renderPreview: DifferProps['renderPreview'] }) {
  return (
    <section className={styles['half']} aria-label={`${props.word}: ${props.side.title}`}>
      <h3>
        {props.word}{' '}
        <span>
          {props.side.title}, {formatBytes(props.side.blob.size)}
        </span>
      </h3>
      {props.renderPreview(props.side)}
    </section>
  )
}
