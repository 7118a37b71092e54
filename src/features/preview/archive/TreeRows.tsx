import {
  ChevronDown,
  ChevronRight,
  File,
  Folder,
  FolderOpen,
  Link2,
  Lock,
  TriangleAlert,
} from 'lucide-react'
import { showName } from '#fhir/file-name.ts'
import type { EntryTime } from '#formats/archive/archive-entry.ts'
import type { TreeRow } from '#formats/archive/entry-tree.ts'
import { formatBytes, formatDateTime } from '#lib/format.ts'
import { cx } from '#ui/cx.ts'
import { Icon } from '#ui/display/Icon.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import styles from './archive.module.css'

interface TreeRowsProps {
  id: string
  rowAt: (place: number) => TreeRow | undefined
  range: { from: number; to: number }
  /** Pixels from the top of all rows. */
  top: number
  active: number
  onChoose: (place: number) => void
  onToggle: (row: TreeRow) => void
}

/** The lines in view, laid where the scroll bar says they are. */
export function TreeRows(props: TreeRowsProps) {
  const { id, rowAt, range, top } = props
  const places = Array.from(
    { length: Math.max(0, range.to - range.from) },
    (_, at) => range.from + at,
  )
  return (
    <div className={styles['rows']} role="rowgroup" style={{ insetBlockStart: top }}>
      {places.map((place) => {
        const row = rowAt(place)
        return row === undefined ? (
          <div key={place} role="row" aria-rowindex={place + 2} className={styles['row']} />
        ) : (
          <Row key={place} {...props} id={`${id}-${place}`} place={place} row={row} />
        )
      })}
    </div>
  )
}

function Row(props: TreeRowsProps & { place: number; row: TreeRow }) {
  const { id, place, row, active, onChoose, onToggle } = props
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus -- the treegrid takes the keys
    <div
      id={id}
      role="row"
      aria-rowindex={place + 2}
      aria-level={row.level}
      aria-posinset={row.place}
      aria-setsize={row.siblings}
      aria-expanded={row.isFolder ? row.isOpen : undefined}
      aria-selected={place === active}
      className={cx(styles['row'], place === active && styles['active'])}
      onClick={() => onChoose(place)}
      onDoubleClick={() => row.isFolder && onToggle(row)}
    >
      <div
        role="gridcell"
        className={styles['nameCell']}
        style={{ paddingInlineStart: `${Math.min(row.level - 1, 12) + 0.5}rem` }}
      >
        <Twist row={row} onToggle={onToggle} />
        <Icon icon={iconOf(row)} size={14} />
        <span className={styles['clip']}>{labelOf(row)}</span>
        {row.isEncrypted && <Mark icon={Lock} words="encrypted" />}
        {row.isOdd && <Mark icon={TriangleAlert} words="something is to be said about it" />}
      </div>
      <div role="gridcell" className={styles['numberCell']}>
        {row.size === undefined ? '?' : formatBytes(row.size)}
      </div>
      <div role="gridcell" className={styles['packedCell']}>
        {formatBytes(row.packedSize)}
      </div>
      <div role="gridcell" className={styles['timeCell']}>
        {row.time && timeWords(row.time)}
      </div>
    </div>
  )
}

/** Opens and closes by mouse; the keys of the treegrid do the same. */
function Twist({ row, onToggle }: { row: TreeRow; onToggle: (row: TreeRow) => void }) {
  if (!row.isFolder) return <span className={styles['twist']} />
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions -- the treegrid takes the keys
    <span
      className={styles['twist']}
      onClick={(event) => {
        event.stopPropagation()
        onToggle(row)
      }}
    >
      <Icon icon={row.isOpen ? ChevronDown : ChevronRight} size={14} />
    </span>
  )
}

function Mark({ icon, words }: { icon: typeof Lock; words: string }) {
  return (
    <span className={styles['mark']} title={words}>
      <Icon icon={icon} size={13} />
      <VisuallyHidden>, {words}</VisuallyHidden>
    </span>
  )
}

function iconOf({ isFolder, isOpen, type }: TreeRow) {
  if (isFolder) return isOpen ? FolderOpen : Folder
  return type === 'link' ? Link2 : File
}

/** Absolute paths begin with a folder of no name. */
function labelOf({ name, isFolder }: TreeRow): string {
  if (name === '') return isFolder ? '/' : '(no name)'
  // The whole of it is shown beside the list.
  return showName(name.length > LONGEST ? `${name.slice(0, LONGEST)}…` : name)
}

/** Characters. */
const LONGEST = 400

/** In the reader's own zone where the instant is known; else as the clock stood, wherever that was. */
export function timeWords(time: EntryTime): string {
  return time.type === 'instant'
    ? formatDateTime(new Date(time.time))
    : formatDateTime(`${time.text}Z`, undefined, 'UTC')
}
