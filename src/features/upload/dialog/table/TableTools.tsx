import { Trash2 } from 'lucide-react'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { files } from '../../queue/totals.ts'
import { toggleAll, type Marks } from '../batch/marks.ts'
import type { Draft } from '../draft.ts'
import styles from './draft-table.module.css'

/** All files, or those with something to look at. */
export type Shown = 'all' | 'noted'

/** Above the table: marks all, removes the marked ones, and narrows to what has to be looked at. */
export function TableTools(props: {
  shown: readonly Draft[]
  marked: readonly Draft[]
  marks: Marks
  onMarks: (marks: Marks) => void
  /** How many files have something to look at. */
  noted: number
  only: Shown
  onOnly: (only: Shown) => void
  onRemove: () => void
}) {
  const { shown, marked, marks, onMarks, noted, only, onOnly, onRemove } = props
  const keys = shown.map(({ key }) => key)
  const areAll = keys.every((key) => marks.keys.has(key))
  return (
    <div className={styles['tools']}>
      <Checkbox
        label="Select all"
        checked={areAll}
        indeterminate={!areAll && marked.length > 0}
        onChange={() => onMarks(toggleAll(marks, keys))}
      />
      <span className={styles['count']}>
        {marked.length === 0
          ? files(shown.length)
          : `${marked.length.toLocaleString()} of ${files(shown.length)} selected`}
      </span>
      {marked.length > 0 && (
        <Button size="s" variant="quiet" icon={Trash2} onClick={onRemove}>
          Remove selected
        </Button>
      )}
      {noted > 0 && (
        <span className={styles['narrow']}>
          <Checkbox
            label={`Only those to look at (${noted.toLocaleString()})`}
            checked={only === 'noted'}
            onChange={(on) => onOnly(on ? 'noted' : 'all')}
          />
        </span>
      )}
    </div>
  )
}
