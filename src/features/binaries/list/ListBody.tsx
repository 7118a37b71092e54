import { lazy, type ReactNode, Suspense, useEffect, useRef, useState } from 'react'
import { NavigationType, useNavigate, useNavigationType } from 'react-router'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Spinner } from '#ui/display/Progress.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { SplitPane } from '#ui/split/SplitPane.tsx'
import { BinariesGrid, type BinariesGridProps } from '../grid/BinariesGrid.tsx'
import { NOTHING_SELECTED, selectAll, type Selection } from '../grid/selection.ts'
import { isFiltered, type SearchView } from '../search/search-view.ts'
import { listState } from './ListState.tsx'
import type { BinaryRow } from './rows.ts'
import { type BinaryList, listKey } from './use-binary-list.ts'
import styles from './list.module.css'

/** With the first row that is selected. */
const SelectionBar = lazy(async () => ({
  default: (await import('../bulk/SelectionBar.tsx')).SelectionBar,
}))

/** Once the rows are there and read: nothing has changed since yet. */
const changesBar = lazyPart(async () => (await import('./ChangesBar.tsx')).ChangesBar)

/** What opens beside the list. */
export interface PaneProps {
  id: string
  /** The file's name, else the id in short; unknown where its row is not loaded. */
  label: string | undefined
  /** All that are shown, in their order. */
  rows: readonly BinaryRow[]
  onClose: () => void
}

export interface ListBodyProps {
  org: string
  list: BinaryList
  view: SearchView
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
  uploadAction: ReactNode
  renderPane: (pane: PaneProps) => ReactNode
  /** The rows as cards, for which it is given what the grid is. */
  renderGallery: (grid: BinariesGridProps) => ReactNode
}

/** The rows of one search, and the reading pane beside them. Another search is another one of these. */
export function ListBody(props: ListBodyProps) {
  const { list, view, show, renderPane } = props
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
            <Pane
              render={renderPane}
              id={open}
              label={list.view.get(open)?.label}
              rows={list.snapshot.rows}
              onClose={close}
            />
          )
        }
      />
    </div>
  )
}

function Pane({ render, ...pane }: PaneProps & { render: ListBodyProps['renderPane'] }) {
  return render(pane)
}

function Rows(props: ListBodyProps & { onClose: () => void }) {
  const { org, list, view, show, onClose } = props
  const { selection, select, gathering } = useSelection(list)
  const watching = useLoaded(changesBar.load)
  const navigate = useNavigate()
  const arrival = useNavigationType()
  const key = listKey(org, view)
  const { snapshot, total } = list
  const filtered = isFiltered(view.filters) || list.here.length > 0
  const known = filtered && list.hasMore ? undefined : total
  const grid: BinariesGridProps = {
    org,
    rows: snapshot.rows,
    total: filtered && !list.hasMore ? snapshot.rows.length : known,
    busy: !snapshot.settled || list.refreshing,
    sort: view.sort,
    onSort: (sort) => show({ sort }, 'replace'),
    openId: view.open,
    onOpen: (row) => void navigate(paths.binary(org, row.id), { state: { name: row.label } }),
    onContext: ({ context }) => void navigate(paths.context(org, context)),
    onPreview: (id) => {
      if (id === undefined) onClose()
      else show({ open: id }, view.open === undefined ? 'push' : 'replace')
    },
    selection,
    onSelection: select,
    onNearEnd: list.loadMore,
    listKey: key,
    returning: arrival === NavigationType.Pop,
    orderKey: JSON.stringify([view.sort, view.filters]),
    children: <ListEnd list={list} filtered={filtered} />,
  }
  return (
    <>
      {selection.ids.size > 0 && (
        <Suspense>
          <SelectionBar {...{ org, list, selection, gathering }} onSelection={select} />
        </Suspense>
      )}
      {watching && <changesBar.Part org={org} list={list} view={view} />}
      {view.layout === 'table' ? <BinariesGrid {...grid} /> : props.renderGallery(grid)}
    </>
  )
}

/** Whether what the list can do without has been loaded, a moment after the rows; a failure is tried again with the next list. */
function useLoaded(load: () => Promise<unknown>): boolean {
  const [loaded, setLoaded] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      load().then(
        () => setLoaded(true),
        () => undefined,
      )
    }, REST)
    return () => clearTimeout(timer)
  }, [load])
  return loaded
}

/** Milliseconds after which the first rows are there, mostly. */
const REST = 500

/** What is selected; where all were asked for, the rest is loaded first, and counts once it is here. */
function useSelection({ snapshot, hasMore, loadAll, complete }: BinaryList) {
  const [selection, setSelection] = useState(NOTHING_SELECTED)
  const [gathering, setGathering] = useState(false)
  // Stopped, failed, or at the end.
  if (gathering && !loadAll.running && complete) {
    setGathering(false)
    setSelection(selectAll(snapshot.rows))
  }
  const select = (next: Selection) => {
    const gathers = next.all && hasMore
    setSelection(next)
    setGathering(gathers)
    if (gathers) loadAll.start()
    else if (next.all) announce(`${next.ids.size} selected`)
    if (gathering && !gathers) loadAll.stop()
  }
  return { selection, select, gathering }
}

interface ListEndProps {
  list: BinaryList
  filtered: boolean
}

/** What stands behind the last row: more to come, a failure with its next step, or that this is all. */
function ListEnd({ list, filtered }: ListEndProps) {
  const { snapshot, hasMore, loadingMore, error } = list
  const loaded = snapshot.loaded.toLocaleString()
  if (error) {
    const { title, advice } = explainError(error)
    return (
      <div className={styles['end']} role="alert">
        <span>
          <strong>{title}</strong> {advice}
        </span>
        <Button size="s" onClick={list.retry}>
          Retry
        </Button>
      </div>
    )
  }
  if (loadingMore) {
    return (
      <div className={styles['end']} role="status">
        <Spinner size={16} /> Loading more…
      </div>
    )
  }
  if (hasMore && filtered) {
    return (
      <div className={styles['end']} role="status">
        {snapshot.rows.length.toLocaleString()} of the {snapshot.looked.toLocaleString()} loaded
        match; more are on the server.
      </div>
    )
  }
  return (
    <div className={styles['end']} role="status">
      {hasMore ? '' : snapshot.loaded === 1 ? 'End of list' : `All ${loaded} loaded`}
    </div>
  )
}
