import { ChevronDown, ChevronRight } from 'lucide-react'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import type { TreeRow } from './tree-worker.ts'
import styles from './tree.module.css'

export interface TreeItemProps {
  id: string
  /** `undefined` while it is read. */
  row: TreeRow | undefined
  isActive: boolean
  onActivate: () => void
  onToggle: () => void
}

/** One row of a tree. Keys belong to the tree as a whole. */
export function TreeItem({ id, row, isActive, onActivate, onToggle }: TreeItemProps) {
  if (!row) return <div className={styles['row']} role="presentation" />
  const isParent = row.children > 0
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- focus and keys are the tree's, which names the active row
    <div
      id={id}
      className={cx(styles['row'], isActive && styles['active'])}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={isParent ? row.isOpen : undefined}
      aria-selected={isActive}
      style={{
        paddingInlineStart: `calc(var(--space-3) + ${Math.min(row.depth, DEEPEST) * 18}px)`,
      }}
      onClick={onActivate}
      onDoubleClick={isParent ? onToggle : undefined}
    >
      {isParent ? (
        // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the same
        <span className={styles['toggle']} onClick={onToggle}>
          <Icon icon={row.isOpen ? ChevronDown : ChevronRight} />
        </span>
      ) : (
        <span className={styles['toggle']} />
      )}
      <Label row={row} />
      {row.value !== undefined && (
        <span className={cx(styles['value'], styles[row.kind])}>{inOneLine(row)}</span>
      )}
      {row.title !== undefined && <bdi className={styles['title']}>{row.title}</bdi>}
      {isParent && row.kind !== 'element' && (
        <span className={styles['count']}>{countWords(row)}</span>
      )}
      {!isParent && row.kind === 'object' && <span className={styles['count']}>{'{ }'}</span>}
      {!isParent && row.kind === 'array' && <span className={styles['count']}>[ ]</span>}
    </div>
  )
}

/** Levels that are indented further: deeper ones would leave the screen. */
const DEEPEST = 40

function Label({ row }: { row: TreeRow }) {
  const { kind, label } = row
  const text = kind === 'attribute' ? `@${label}` : kind === 'comment' ? 'Comment' : label
  if (text === '') return null
  return (
    <span className={styles['label']}>
      <bdi>{text}</bdi>
      {row.value !== undefined && ':'}
    </span>
  )
}

/**
 * A value in the one line that a row has, its line ends as signs; a string in its quotes, so that "1" and 1 are told
 * apart. The chosen row shows all of it as it is.
 */
function inOneLine({ kind, value }: TreeRow): string | undefined {
  const line = value?.replaceAll(/\r\n?|[\n\v\f\u0085\u2028\u2029]/g, '↵')
  return kind === 'string' ? `“${line}”` : line
}

function countWords({ kind, children }: TreeRow): string {
  const count = children.toLocaleString()
  if (kind === 'array') return children === 1 ? '1 item' : `${count} items`
  return children === 1 ? '1 key' : `${count} keys`
}
