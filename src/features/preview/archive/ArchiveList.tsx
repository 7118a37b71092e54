import { useId, useRef, useState, type Ref, type RefObject } from 'react'
import type { TreeRow } from '#formats/archive/entry-tree.ts'
import { scrollHeight, topOf } from '../rows/row-scroll.ts'
import { EntryPane } from './EntryPane.tsx'
import { TreeHead } from './TreeHead.tsx'
import { TreeRows } from './TreeRows.tsx'
import type { Archive, ArchiveControl } from './use-archive.ts'
import { ROW_HEIGHT, useTree } from './use-tree.ts'
import styles from './archive.module.css'

interface ArchiveListProps {
  archive: Archive
  control: ArchiveControl
  name: string
  isFiltered: boolean
}

/** The tree of an archive, and below it the entry that is chosen. */
export function ArchiveList({ archive, control, name, isFiltered }: ArchiveListProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const pane = useRef<HTMLElement>(null)
  const tree = useTree(archive, control, scroller, () => goInto(pane, scroller))
  const id = useId()
  const { at, range, scroll, shown } = tree
  const isDrawn = at >= range.from && at < range.to
  const blockSize = archive.rows === 0 ? 0 : scrollHeight(scroll)
  return (
    <div className={styles['splitBox']}>
      <div className={styles['split']}>
        <div
          ref={scroller}
          className={styles['tree']}
          role="treegrid"
          aria-label={`Contents of ${name}`}
          aria-readonly="true"
          aria-rowcount={archive.rows + 1}
          aria-activedescendant={isDrawn ? `${id}-${at}` : undefined}
          tabIndex={0}
          style={{ maxBlockSize: (archive.rows + 1) * ROW_HEIGHT + 2 }}
          onKeyDown={(event) => event.target === event.currentTarget && tree.press(event)}
          onFocus={(event) => {
            if (event.target === event.currentTarget && !shown) tree.choose(at)
          }}
          onScroll={tree.onScroll}
        >
          <TreeHead sort={archive.sort} onSort={(sort) => control.sortBy(sort)} />
          <div className={styles['whole']} role="presentation" style={{ blockSize }}>
            <TreeRows
              id={id}
              rowAt={tree.rowAt}
              range={range}
              top={topOf(scroll, range.from)}
              active={at}
              onChoose={tree.choose}
              onToggle={(row) => control.setOpen(row.node, !row.isOpen)}
            />
          </div>
        </div>
        <Chosen archive={archive} row={shown} isFiltered={isFiltered} ref={pane} />
      </div>
    </div>
  )
}

/** Frames that a chosen entry may take to come: about two seconds. */
const PATIENCE = 120

/** To the first control of the chosen entry, as soon as it is there, unless the reader has gone elsewhere meanwhile. */
function goInto(
  pane: RefObject<HTMLElement | null>,
  tree: RefObject<HTMLElement | null>,
  left = PATIENCE,
): void {
  const control = pane.current?.querySelector<HTMLElement>('input, button')
  if (control) control.focus()
  else if (left > 0 && document.activeElement === tree.current)
    requestAnimationFrame(() => goInto(pane, tree, left - 1))
}

interface ChosenProps {
  archive: Archive
  row: TreeRow | undefined
  isFiltered: boolean
  ref: Ref<HTMLElement>
}

/** The chosen entry. A password that was typed for one is tried on the others, as archives mostly have one. */
function Chosen({ archive, row, isFiltered, ref }: ChosenProps) {
  const [password, setPassword] = useState<string>()
  if (row === undefined) {
    const isNone = archive.rows === 0 && isFiltered
    const hint = isNone
      ? 'No file has such a name.'
      : 'Choose a file to see more of it, and to open it.'
    return <p className={styles['empty']}>{hint}</p>
  }
  const secret = { password, onPassword: setPassword }
  return <EntryPane key={row.node} archive={archive} row={row} {...secret} ref={ref} />
}
