import { useEffect, useRef, useState, type RefObject } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { usePrinting } from '#ui/printing.ts'
import { useSideWords } from '../compared-of.ts'
import { leftOut, MOST_PRINTED } from '../shell/drawn-rows.tsx'
import { shortened, shownPair } from '../shortened.ts'
import type { TagChange } from './compare-tags.ts'
import { inOrder } from './describe-dicom.ts'
import styles from './dicom.module.css'

/** Rows that are shown at first, and more each time; letters of a value. */
const ROWS = 200
const LONGEST = 400

const SIGNS = { added: '+ added', removed: '− removed', changed: '≠ changed' } as const

/** The attributes that differ, in the order in which they are told; on paper all of them, as far as there is room. */
export function TagTable(props: {
  tags: readonly TagChange[]
  /** The one that is gone to, by its place in that order. */
  current: number | undefined
  revealed: boolean
  setRevealed: (revealed: boolean) => void
}) {
  const { tags, current, revealed, setRevealed } = props
  const [opened, setOpened] = useState(ROWS)
  const isPrinting = usePrinting()
  const rows = isPrinting ? MOST_PRINTED : Math.max(opened, (current ?? 0) + 1)
  const here = useRef<HTMLTableRowElement>(null)
  useEffect(() => {
    if (current !== undefined) here.current?.scrollIntoView({ block: 'center' })
  }, [current])
  const [left, right] = useSideWords()
  const sorted = inOrder(tags)
  if (tags.length === 0) return <p>All attributes are the same.</p>
  return (
    <>
      {tags.some(({ isPersonal }) => isPersonal) && (
        <p>
          <Button size="s" aria-pressed={revealed} onClick={() => setRevealed(!revealed)}>
            {revealed ? 'Hide personal values' : 'Show personal values'}
          </Button>
        </p>
      )}
      <div className={styles['around']} role="group" aria-label="Attributes that differ">
        <table className={styles['tags']}>
          <thead>
            <tr>
              <th scope="col">Attribute</th>
              <th scope="col">Change</th>
              <th scope="col">{left}</th>
              <th scope="col">{right}</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, rows).map((tag, index) => (
              <TagRow
                key={tag.path}
                {...{ tag, revealed }}
                here={index === current ? here : undefined}
              />
            ))}
          </tbody>
        </table>
      </div>
      {isPrinting && leftOut(sorted.length)}
      {!isPrinting && sorted.length > rows && (
        <Button onClick={() => setOpened(rows + ROWS)}>
          Show more of {(sorted.length - rows).toLocaleString('en')} attributes
        </Button>
      )}
    </>
  )
}

function TagRow(props: {
  tag: TagChange
  revealed: boolean
  /** Of the row that is gone to. */
  here: RefObject<HTMLTableRowElement | null> | undefined
}) {
  const { tag, revealed, here } = props
  const [before, after] = shown(tag, revealed)
  return (
    <tr ref={here} aria-current={here === undefined ? undefined : 'true'}>
      <th scope="row">
        {tag.name} <span className={styles['tag']}>{tag.path}</span>
      </th>
      <td>{SIGNS[tag.kind]}</td>
      <td>{tag.kind !== 'added' && <del>{before}</del>}</td>
      <td>{tag.kind !== 'removed' && <ins>{after}</ins>}</td>
    </tr>
  )
}

function shown({ kind, before, after, isPersonal }: TagChange, revealed: boolean) {
  if (isPersonal && !revealed) return ['hidden', 'hidden']
  const pair =
    kind === 'changed'
      ? shownPair(before, after, LONGEST)
      : [shortened(before, LONGEST), shortened(after, LONGEST)]
  return pair.map((value) => (value === '' ? 'empty' : value))
}
