import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { NavigationType, useNavigate, useNavigationType } from 'react-router'
import { paths } from '#site/paths.ts'
import { SplitPane } from '#ui/SplitPane.tsx'
import { BinariesGrid } from '../grid/BinariesGrid.tsx'
import { NOTHING_SELECTED } from '../grid/selection.ts'
import { isNarrowed, type SearchView } from '../search/search-view.ts'
import { ChangesBar } from './ChangesBar.tsx'
import { ListEnd } from './ListEnd.tsx'
import { listState } from './ListState.tsx'
import { ReadingPane } from './ReadingPane.tsx'
import { listKey, type BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

/** With the first row that is selected. */
const SelectionBar = lazy(async () => ({
  default: (await import('../bulk/SelectionBar.tsx')).SelectionBar,
}))

export interface ListBodyProps {
  org: string
  list: BinaryList
  view: SearchView
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
  uploadAction: ReactNode
  renderPane: (id: string) => ReactNode
}

/** The rows of one search, and the reading pane beside them. Another search is another one of these. */
export function ListBody(props: ListBodyProps) {
  const { org, list, view, show, renderPane } = props
  const frame = useRef<HTMLDivElement>(null)
  const close = () => {
    show({ open: undefined }, 'replace')
    frame.current?.querySelector<HTMLElement>('[role=grid] [tabindex="0"]')?.focus()
  }
  const open = view.open
  return (
    <div ref={frame} className={styles['split']}>
      <SplitPane
        label="Size of the reading pane"
        initialSize={45}
        start={
          <div className={styles['frame']}>
            {listState(props) ?? <Rows {...props} onClose={close} />}
          </div>
        }
        end={
          open !== undefined && (
            <ReadingPane
              org={org}
              id={open}
              label={list.view.get(open)?.label ?? open}
              onClose={close}
            >
              {renderPane(open)}
            </ReadingPane>
          )
        }
      />
    </div>
  )
}

function Rows({ org, list, view, show, onClose }: ListBodyProps & { onClose: () => void }) {
  const [selection, setSelection] = useState(NOTHING_SELECTED)
  const navigate = useNavigate()
  const arrival = useNavigationType()
  const key = listKey(org, view)
  const { snapshot, total } = list
  const narrowed = isNarrowed(view.narrowing)
  const known = narrowed && list.hasMore ? undefined : total
  return (
    <>
      {selection.ids.size > 0 && (
        <Suspense>
          <SelectionBar org={org} list={list} selection={selection} onSelection={setSelection} />
        </Suspense>
      )}
      <ChangesBar org={org} list={list} view={view} />
      <BinariesGrid
        org={org}
        rows={snapshot.rows}
        total={narrowed && !list.hasMore ? snapshot.rows.length : known}
        busy={!snapshot.settled || list.refreshing}
        sort={view.sort}
        onSort={(sort) => show({ sort }, 'replace')}
        openId={view.open}
        onOpen={(row) => void navigate(paths.binary(org, row.id))}
        onPreview={(id) => {
          if (id === undefined) onClose()
          else show({ open: id }, view.open === undefined ? 'push' : 'replace')
        }}
        selection={selection}
        onSelection={setSelection}
        onNearEnd={list.loadMore}
        listKey={key}
        returning={arrival === NavigationType.Pop}
        orderKey={JSON.stringify([view.sort, view.narrowing])}
      >
        <ListEnd list={list} narrowed={narrowed} />
      </BinariesGrid>
    </>
  )
}
