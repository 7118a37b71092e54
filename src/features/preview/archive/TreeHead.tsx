import { ArrowDown, ArrowUp } from 'lucide-react'
import type { TreeColumn, TreeSort } from '#formats/archive/entry-tree.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import styles from './archive.module.css'

const COLUMNS: readonly { by: TreeColumn; label: string; className: string }[] = [
  { by: 'name', label: 'Name', className: 'nameCell' },
  { by: 'size', label: 'Size', className: 'numberCell' },
  { by: 'packed', label: 'Packed', className: 'packedCell' },
  { by: 'time', label: 'Changed', className: 'timeCell' },
]

/** The heads of the columns: a click sorts upwards, another downwards, a third as in the archive. */
export function TreeHead({ sort, onSort }: { sort: TreeSort; onSort: (sort: TreeSort) => void }) {
  function next(by: TreeColumn): TreeSort {
    if (sort?.by !== by) return { by, direction: 'ascending' }
    return sort.direction === 'ascending' ? { by, direction: 'descending' } : undefined
  }
  return (
    <div role="row" aria-rowindex={1} className={cx(styles['row'], styles['head'])}>
      {COLUMNS.map(({ by, label, className }) => {
        const direction = sort?.by === by ? sort.direction : undefined
        return (
          <div
            key={by}
            role="columnheader"
            aria-sort={direction ?? 'none'}
            className={styles[className]}
          >
            <button type="button" className={styles['sort']} onClick={() => onSort(next(by))}>
              {label}
              {direction && (
                <Icon icon={direction === 'ascending' ? ArrowUp : ArrowDown} size={12} />
              )}
            </button>
          </div>
        )
      })}
    </div>
  )
}
