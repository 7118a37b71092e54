import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { shortened, shownPair } from '../shortened.ts'
import type { TagChange } from './compare-tags.ts'
import styles from './dicom.module.css'

/** Rows that are shown at first, and more each time; letters of a value. */
const ROWS = 200
const LONGEST = 400

const SIGNS = { added: '+ added', removed: '− removed', changed: '≠ changed' } as const

/** The attributes that differ, those that every new file has at the end. */
export function TagTable(props: {
  tags: readonly TagChange[]
  revealed: boolean
  setRevealed: (revealed: boolean) => void
}) {
  const { tags, revealed, setRevealed } = props
  const [rows, setRows] = useState(ROWS)
  const sorted = tags.toSorted((one, other) => Number(one.isMinor) - Number(other.isMinor))
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
      <div
        className={styles['scroller']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        role="group"
        aria-label="Attributes that differ"
      >
        <table className={styles['tags']}>
          <thead>
            <tr>
              <th scope="col">Attribute</th>
              <th scope="col">Change</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, rows).map((tag) => {
              const [before, after] = shown(tag, revealed)
              return (
                <tr key={tag.path}>
                  <th scope="row">
                    {tag.name} <span className={styles['tag']}>{tag.path}</span>
                  </th>
                  <td>{SIGNS[tag.kind]}</td>
                  <td>{tag.kind !== 'added' && <del>{before}</del>}</td>
                  <td>{tag.kind !== 'removed' && <ins>{after}</ins>}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {sorted.length > rows && (
        <Button onClick={() => setRows(rows + ROWS)}>
          Show more of {(sorted.length - rows).toLocaleString('en')} attributes
        </Button>
      )}
    </>
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
