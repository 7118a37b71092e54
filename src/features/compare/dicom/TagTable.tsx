import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { shortened } from '../changes.ts'
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
            {sorted.slice(0, rows).map((tag) => (
              <tr key={tag.path}>
                <th scope="row">
                  {tag.name} <span className={styles['tag']}>{tag.path}</span>
                </th>
                <td>{SIGNS[tag.kind]}</td>
                <td>{tag.kind !== 'added' && <del>{shown(tag, tag.before, revealed)}</del>}</td>
                <td>{tag.kind !== 'removed' && <ins>{shown(tag, tag.after, revealed)}</ins>}</td>
              </tr>
            ))}
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

function shown({ isPersonal }: TagChange, value: string, revealed: boolean): string {
  if (isPersonal && !revealed) return 'hidden'
  return value === '' ? 'empty' : shortened(value, LONGEST)
}
