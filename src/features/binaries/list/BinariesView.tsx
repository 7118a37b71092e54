import { Columns3, Search } from 'lucide-react'
import { lazy, type ReactNode, Suspense, useEffectEvent, useLayoutEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { BinaryFilter } from '#api/binaries/types.ts'
import { outcomeText } from '#fhir/outcome.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { FilterBar } from '../filters/FilterBar.tsx'
import { decodeView, encodeView } from '../search/search-codec.ts'
import {
  isFiltered,
  type Layout,
  type SearchMethod,
  type SearchView,
} from '../search/search-view.ts'
import { SearchForm } from '../search/SearchForm.tsx'
import { listOrder } from './list-order.ts'
import { ListBody, type ListBodyProps } from './ListBody.tsx'
import { LoadedNote } from './LoadedNote.tsx'
import { listKey, useBinaryList, type BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'
import toolbar from './toolbar.module.css'

/** With its first use. */
const ColumnsDialog = lazy(async () => ({
  default: (await import('../grid/ColumnsDialog.tsx')).ColumnsDialog,
}))

export interface BinariesViewProps extends Pick<ListBodyProps, 'renderPane' | 'renderGallery'> {
  org: string
  /** How the server is asked, unless the address says otherwise. */
  method: SearchMethod
  /** The button that uploads; shown where there is nothing yet. */
  uploadAction: ReactNode
}

/** The list and the search of one organization. It fills the height that it is given. */
export function BinariesView({ org, method, ...rendered }: BinariesViewProps) {
  const { view: asked, problems, show } = useSearchView()
  const view = method === 'GET' ? { ...asked, method } : asked
  const list = useBinaryList(org, view)
  usePublishedOrder(org, list)
  return (
    <div className={styles['view']}>
      <Tools list={list} view={view} problems={problems} show={show} />
      <ListBody
        key={listKey(org, view)}
        org={org}
        list={list}
        view={view}
        show={show}
        {...rendered}
      />
    </div>
  )
}

/** Leaves the order of its rows to the page of one file, which goes on from it. */
function usePublishedOrder(org: string, { snapshot, hasMore }: BinaryList): void {
  const publish = useEffectEvent(() => {
    if (snapshot.rows.length === 0) return
    const files = snapshot.rows.map(({ id, version, size }) => ({ id, version, size }))
    listOrder.set({ org, files, hasMore })
  })
  useLayoutEffect(() => () => publish(), [])
}

/** What stands above the rows: the search, notices, the filters, and how much is loaded. */
function Tools(props: {
  list: BinaryList
  view: SearchView
  problems: readonly string[]
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
}) {
  const { list, view, problems, show } = props
  const [choosing, setChoosing] = useState(false)
  const [unfolded, setUnfolded] = useState(false)
  const { counts, loaded } = list.snapshot
  const filtered = isFiltered(view.filters)
  const hasRows = loaded > 0 || filtered
  return (
    <div className={styles['tools']}>
      <SearchForm
        view={view}
        folded={hasRows && !unfolded}
        languages={counts.languages.keys()}
        onSearch={(criteria) => show({ ...criteria, open: undefined }, 'push')}
      />
      <Notices list={list} problems={problems} />
      {hasRows && (
        <div className={toolbar['bar']}>
          <UnfoldSearch open={unfolded} onOpen={setUnfolded} />
          <FilterBar
            counts={counts}
            dates={list.dates}
            filters={view.filters}
            onChange={(filters) => show({ filters }, 'replace')}
          />
          <LoadedNote
            list={list}
            among={filtered ? 'filtered' : view.sort === undefined ? undefined : 'sorted'}
          />
          <LayoutSwitch layout={view.layout} onChange={(layout) => show({ layout }, 'replace')} />
          {view.layout === 'table' && (
            <span className={toolbar['columns']}>
              <Button size="s" variant="quiet" icon={Columns3} onClick={() => setChoosing(true)}>
                Columns
              </Button>
            </span>
          )}
        </div>
      )}
      <Suspense>{choosing && <ColumnsDialog onClose={() => setChoosing(false)} />}</Suspense>
    </div>
  )
}

const LAYOUTS = [
  ['table', 'Table'],
  ['gallery', 'Gallery'],
] as const

function LayoutSwitch(props: { layout: Layout; onChange: (layout: Layout) => void }) {
  return (
    <div role="group" aria-label="Layout" className={toolbar['layouts']}>
      {LAYOUTS.map(([layout, label]) => (
        <Button
          key={layout}
          size="s"
          variant="quiet"
          aria-pressed={props.layout === layout}
          onClick={() => props.onChange(layout)}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}

/** On a narrow screen, where the rows come first and the search waits behind this button. */
function UnfoldSearch({ open, onOpen }: { open: boolean; onOpen: (open: boolean) => void }) {
  return (
    <span className={toolbar['foldButton']}>
      <Button size="s" icon={Search} aria-expanded={open} onClick={() => onOpen(!open)}>
        Search by id or language
      </Button>
    </span>
  )
}

interface SearchAddress {
  view: SearchView
  /** What the address says and nobody understands. */
  problems: readonly string[]
  /**
   * Goes to a view. `replace` for what one tries and turns (order, filters, the next row in the pane): Back then leads
   * out of it at once; `push` for what one asked for (a search, the first row).
   */
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
}

/** The page's address is its state: a link to it shows the same. */
function useSearchView(): SearchAddress {
  const { pathname, search, hash } = useLocation()
  const navigate = useNavigate()
  const { view, problems } = decodeView(search, hash)
  return {
    view,
    problems,
    show: (change, mode) => {
      const address = `${pathname}${encodeView({ ...view, ...change })}`
      void navigate(address, { replace: mode === 'replace', preventScrollReset: true })
    },
  }
}

/** What the reader should know of the rows below. */
function Notices({ list, problems }: { list: BinaryList; problems: readonly string[] }) {
  const { first } = list
  const said = first?.outcome ? outcomeText(first.outcome) : ''
  return (
    <>
      {problems.length > 0 && (
        <Banner tone="warning" title="Part of this address could not be understood">
          Ignored: {problems.slice(0, 5).join(', ')}
          {problems.length > 5 && ` and ${problems.length - 5} more`}.
        </Banner>
      )}
      {first !== undefined && first.ignored.length > 0 && (
        <Banner tone="info" title={ignoredTitle(first.ignored)}>
          The loaded rows are filtered here instead. The server’s total still counts all files.
        </Banner>
      )}
      {said !== '' && (
        <Banner tone="info" title="Message from the server">
          {said}
        </Banner>
      )}
    </>
  )
}

function ignoredTitle(ignored: readonly BinaryFilter[]): string {
  const names = ignored.map((filter) => (filter === '_id' ? 'id' : 'language'))
  return `This server ignored the ${names.join(' and the ')} filter`
}
