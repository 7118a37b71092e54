import { type ReactNode, useEffect, useEffectEvent, useId, useState } from 'react'
import type { FlowNote } from '#formats/flow/flow-document.ts'
import { groupBlocks } from '#formats/flow/parts/cut-parts.ts'
import { Blocks } from './BlockView.tsx'
import { useAround } from './document-context.ts'
import { blockId, dateWords, noteName } from './document-words.ts'
import type { OpenedVersion } from './document-worker.ts'
import type { Target } from './use-document.ts'
import styles from './written.module.css'

/** What is laid out at a time, so that the page stays at hand: as many paragraphs of one line. */
const STEP = 100

/** One part of a document: its text, drawn step by step until all of it is there, and its notes. */
export function DocumentText(props: {
  name: string
  shown: OpenedVersion
  target: Target | undefined
  onArrived: () => void
  before: ReactNode
  /** What comes after the text and its notes. */
  children: ReactNode
}) {
  const { name, shown, target, onArrived, before, children } = props
  const { blocks, notes, notesTotal } = shown.part
  const { prefix } = useAround()
  const steps = groupBlocks(blocks, STEP)
  const drawn = useSteps(steps.length)
  const starts = startsOf(steps)
  const isDrawn = target !== undefined && target.block < (starts[drawn] ?? blocks.length)
  useArrival(isDrawn ? target : undefined, prefix, onArrived)
  const isEmpty = shown.parts === 1 && blocks.every(isBlank)
  return (
    <article
      className={styles['text']}
      aria-label={`Text of ${name}`}
      aria-busy={drawn < steps.length}
      dir="auto"
    >
      {before}
      {isEmpty && <p className={styles['muted']}>The text of this document is empty.</p>}
      {steps.slice(0, drawn).map((step, place) => {
        const start = starts[place] ?? 0
        return (
          <div key={start} className={styles['step']}>
            <Blocks blocks={step} start={start} />
          </div>
        )
      })}
      {drawn === steps.length && (
        <>
          <Notes notes={notes} type="footnote" title="Footnotes" />
          <Notes notes={notes} type="endnote" title="Endnotes" />
          <Notes notes={notes} type="comment" title="Comments" />
          {notesTotal > notes.length && (
            <p className={styles['muted']}>
              {(notesTotal - notes.length).toLocaleString()} more notes are not shown.
            </p>
          )}
          {children}
        </>
      )}
    </article>
  )
}

function isBlank(block: OpenedVersion['part']['blocks'][number]): boolean {
  return block.type === 'pageBreak' || (block.type === 'paragraph' && block.children.length === 0)
}

function startsOf(steps: readonly (readonly unknown[])[]): number[] {
  let start = 0
  return steps.map(({ length }) => {
    start += length
    return start - length
  })
}

/** How many of the steps are drawn: one more after each time the page has been painted. */
function useSteps(count: number): number {
  const [drawn, setDrawn] = useState(1)
  useEffect(() => {
    if (drawn >= count) return undefined
    const timer = setTimeout(() => setDrawn(drawn + 1), 0)
    return () => clearTimeout(timer)
  }, [drawn, count])
  return Math.min(drawn, count)
}

/** Goes to what is drawn and wanted. */
function useArrival(target: Target | undefined, prefix: string, onArrived: () => void): void {
  const arrive = useEffectEvent(onArrived)
  useEffect(() => {
    if (target === undefined) return
    const block = document.getElementById(blockId(prefix, target.block))
    const within = target.id === undefined ? null : document.getElementById(target.id)
    const element = within ?? block
    if (element === null) return
    element.scrollIntoView({ block: 'start' })
    element.focus({ preventScroll: true })
    arrive()
  }, [target, prefix])
}

function Notes(props: { notes: readonly FlowNote[]; type: FlowNote['type']; title: string }) {
  const own = props.notes.filter(({ type }) => type === props.type)
  const heading = useId()
  if (own.length === 0) return null
  return (
    <section className={styles['notes']} aria-labelledby={heading}>
      <h2 id={heading}>{props.title}</h2>
      {own.map((note) => (
        <Note key={note.key} note={note} />
      ))}
    </section>
  )
}

function Note({ note }: { note: FlowNote }) {
  const { prefix } = useAround()
  const { key, type, marker, author, date, about, status, blocks } = note
  const by = [author, dateWords(date) ?? date, status].filter((part) => part !== undefined)
  function goBack() {
    const reference = document.getElementById(`${prefix}-ref-${key}`)
    reference?.scrollIntoView({ block: 'center' })
    reference?.focus({ preventScroll: true })
  }
  return (
    <div id={`${prefix}-note-${key}`} tabIndex={-1} className={styles['note']}>
      <button
        type="button"
        className={styles['noteMarker']}
        aria-label={`${noteName(type)} ${marker}, back to the text`}
        title="Back to the text"
        onClick={goBack}
      >
        {marker} ↑
      </button>
      <div className={styles['noteText']}>
        {by.length > 0 && <p className={styles['muted']}>{by.join(', ')}</p>}
        {about !== undefined && <blockquote className={styles['about']}>{about}</blockquote>}
        <Blocks blocks={blocks} />
      </div>
    </div>
  )
}
