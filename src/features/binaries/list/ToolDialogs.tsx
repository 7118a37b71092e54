import { ColumnsDialog } from '../grid/ColumnsDialog.tsx'
import type { ViewOwner } from '../search/saved-views.ts'
import { SavedViews } from '../search/SavedViews.tsx'
import type { SearchView } from '../search/search-view.ts'

export interface ToolDialogsProps {
  owner: ViewOwner
  view: SearchView
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
  asked: 'columns' | 'views'
  onClose: () => void
}

/** The dialogs that are opened from what stands above the rows: together, since each by itself costs the first load more. */
export function ToolDialogs({ owner, view, show, asked, onClose }: ToolDialogsProps) {
  switch (asked) {
    case 'columns':
      return <ColumnsDialog onClose={onClose} />
    case 'views':
      return <SavedViews {...{ owner, view, onClose }} onOpen={(saved) => show(saved, 'push')} />
  }
}
