import { Columns3, Search } from 'lucide-react'
import { type ReactNode, Suspense, useEffectEvent, useLayoutEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { Button } from '#ui/controls/Button.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { FilterBar } from '../filters/FilterBar.tsx'
import type { Viewer } from '../search/saved-views.ts'
import { decodeView, encodeView } from '../search/search-codec.ts'
import {
  isFiltered,
  isSearching,
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
const toolDialogs = lazyPart(async () => (await import('../search/SavedViews.tsx')).ToolDialogs)

/** Where something is filtered. */
const filterChips = lazyPart(async () => (await import('../search/FilterChips.tsx')).FilterChips)

/** Until their code is here: the rows below must not move under the pointer when they come. */
const CHIPS_ROOM = <div className={styles['chipsRoom']} />

/** Where there is something to say. */
const notices = lazyPart(async () => (await import('./Notices.tsx')).Notices)

export interface BinariesViewProps extends Pick<ListBodyProps, 'renderPane' | 'renderGallery'> {
  org: string
  /** Whose saved views are shown: equal for the same person at the same server alone. */
  person: string
  /** How the server is asked, unless the address says otherwise. */
  method: SearchMethod
  /** The button that uploads; shown where there is nothing yet. */
  uploadAction: ReactNode
}

/** The list and the search of one organization. It fills the height that it is given. */
export function BinariesView({ org, person, method, ...rendered }: BinariesViewProps) {
  const { view: asked, problems, show } = useSearchView()
  const view = method === 'GET' ? { ...asked, method } : asked
  const list = useBinaryList(org, view)
  usePublishedOrder(org, list)
  return (
    <div className={styles['view']}>
      <Tools who={{ person, org }} list={list} view={view} problems={problems} show={show} />
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

interface ToolsProps {
  who: Viewer
  list: BinaryList
  view: SearchView
  problems: readonly string[]
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
}

/** What stands above the rows: the search, what is filtered, notices, the filters, and how much is loaded. */
function Tools(props: ToolsProps) {
  const { who, list, view, problems, show } = props
  const [asked, setAsked] = useState<'columns' | 'views'>()
  const [unfolded, setUnfolded] = useState(false)
  const { counts, looked } = list.snapshot
  const filtered = isFiltered(view.filters)
  const hasRows = looked > 0 || filtered
  const told = problems.length > 0 || list.here.length > 0 || list.first?.outcome !== undefined
  return (
    <div className={styles['tools']}>
      <SearchForm
        org={who.org}
        view={view}
        folded={hasRows && !unfolded}
        languages={counts.languages.keys()}
        onSearch={(criteria) => {
          setUnfolded(false)
          show({ ...criteria, open: undefined }, 'push')
        }}
        onSavedViews={() => setAsked('views')}
      />
      <Suspense fallback={CHIPS_ROOM}>
        {(filtered || isSearching(view)) && (
          <filterChips.Part
            view={view}
            onRemove={({ scope, without }) => {
              show({ ...without, open: undefined }, scope === 'search' ? 'push' : 'replace')
            }}
          />
        )}
      </Suspense>
      <Suspense>{told && <notices.Part list={list} problems={problems} />}</Suspense>
      {hasRows && (
        <div className={toolbar['bar']}>
          <UnfoldSearch open={unfolded} onOpen={setUnfolded} />
          <FilterBar
            counts={counts}
            dates={list.dates}
            filters={view.filters}
            onChange={(filters) => show({ filters }, 'replace')}
          />
          <LoadedNote list={list} among={amongWord(list, view)} />
          <LayoutSwitch layout={view.layout} onChange={(layout) => show({ layout }, 'replace')} />
          {view.layout === 'table' && (
            <span className={toolbar['columns']}>
              <Button size="s" variant="quiet" icon={Columns3} onClick={() => setAsked('columns')}>
                Columns
              </Button>
            </span>
          )}
        </div>
      )}
      <Suspense>
        {asked && (
          <toolDialogs.Part {...{ who, view, show, asked }} onClose={() => setAsked(undefined)} />
        )}
      </Suspense>
    </div>
  )
}

/** What was done to the loaded rows alone, and could come out differently with the rest. */
function amongWord({ here, sortedHere }: BinaryList, { filters }: SearchView) {
  if (here.length > 0) return 'found'
  if (isFiltered(filters)) return 'filtered'
  return sortedHere ? 'sorted' : undefined
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
        Search the list
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
