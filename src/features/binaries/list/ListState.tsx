import type { ReactNode } from 'react'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { isSearching, NO_FILTERS, PLAIN_VIEW, type SearchView } from '../search/search-view.ts'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

export interface ListStateProps {
  list: BinaryList
  view: SearchView
  show: (change: Partial<SearchView>, mode: 'push' | 'replace') => void
  /** What fills an empty organization. */
  uploadAction: ReactNode
}

/** What stands in the grid's place where there are no rows; `undefined` where there are. */
export function listState(props: ListStateProps): ReactNode {
  const { list } = props
  const { rows, loaded } = list.snapshot
  if (list.pending) return <Loading />
  if (list.first === undefined && list.error) return <Failed {...props} error={list.error} />
  if (rows.length > 0 || !list.snapshot.settled) return undefined
  if (loaded > 0) return <NoneMatch {...props} />
  // A first page without rows, and a link to more.
  if (list.hasMore) return undefined
  return isSearching(props.view) ? <NothingFound {...props} /> : <Empty {...props} />
}

function Loading() {
  return (
    <div className={styles['skeleton']}>
      <Skeleton lines={12} label="Loading the list" />
    </div>
  )
}

function Failed({ list, view, show, error }: ListStateProps & { error: Error }) {
  const { title, advice, details } = explainError(error)
  const refused = isApiError(error) && REFUSED.has(error.status ?? 0)
  return (
    <ErrorState
      title={title}
      advice={advice}
      details={details}
      actions={
        <>
          <Button variant="primary" busy={list.refreshing} onClick={list.retry}>
            Retry
          </Button>
          {refused && isSearching(view) && view.method === 'POST' && (
            <Button onClick={() => show({ method: 'GET' }, 'push')}>Search with GET instead</Button>
          )}
          {isSearching(view) && (
            <Button onClick={() => show({ ...PLAIN_VIEW, layout: view.layout }, 'push')}>
              Show all files
            </Button>
          )}
        </>
      }
    />
  )
}

/** What servers answer that know no search, or none by POST. */
const REFUSED = new Set([400, 403, 404, 405, 415, 422, 501])

function NoneMatch({ list, show }: ListStateProps) {
  const { loaded } = list.snapshot
  return (
    <EmptyState
      title="No match among the loaded files"
      actions={
        <>
          <Button onClick={() => show({ filters: NO_FILTERS }, 'replace')}>Show all</Button>
          {list.hasMore && (
            <Button busy={list.loadAll.running} onClick={list.loadAll.start}>
              Load the rest
            </Button>
          )}
        </>
      }
    >
      None of the {loaded.toLocaleString()} loaded files matches the filters.
    </EmptyState>
  )
}

function NothingFound({ view, show }: ListStateProps) {
  return (
    <EmptyState
      title="Nothing found"
      actions={
        <Button onClick={() => show({ ...PLAIN_VIEW, layout: view.layout }, 'push')}>
          Show all files
        </Button>
      }
    >
      {view.ids.length > 0
        ? 'No file in this organization has these ids. They may have been deleted.'
        : `No file in this organization has the language “${view.language}”.`}
    </EmptyState>
  )
}

function Empty({ uploadAction }: ListStateProps) {
  return (
    <EmptyState title="No files yet" actions={uploadAction}>
      Drop files anywhere on this window, or choose them.
    </EmptyState>
  )
}
