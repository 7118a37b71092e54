import { useLocation, useNavigate } from 'react-router'
import { decodeView, encodeView } from './search-codec.ts'
import type { SearchView } from './search-view.ts'

export interface SearchAddress {
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
export function useSearchView(): SearchAddress {
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
