import { useId, useRef } from 'react'
import { scrollHeight, topOf } from '../hex/row-scroll.ts'
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
  const tree = useTree(archive, control, scroller, () =>
    pane.current?.querySelector<HTMLElement>('input, button')?.focus(),
  )
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
          style={{ maxBlockSize: (archive.rows + 1) * ROW_HEIGHT + (isFiltered ? 60 : 2) }}
          onKeyDown={(event) => event.target === event.currentTarget && tree.press(event)}
          onFocus={(event) => {
            if (event.target === event.currentTarget && !shown) tree.choose(at)
          }}
          onScroll={tree.onScroll}
        >
          <TreeHead sort={archive.sort} onSort={(sort) => control.sortBy(sort)} />
          {archive.rows === 0 && isFiltered && (
            <p className={styles['empty']}>No file has such a name.</p>
          )}
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
        {shown ? (
          <EntryPane key={shown.node} archive={archive} row={shown} ref={pane} />
        ) : (
          <p className={styles['empty']}>Choose a file to see more of it, and to open it.</p>
        )}
      </div>
    </div>
  )
}
