import { Suspense, type ReactNode } from 'react'
import { isApiError } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { paths } from '#site/paths.ts'
import { Button, LinkButton } from '#ui/controls/Button.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import { EmptyState, ErrorState } from '#ui/feedback/states.tsx'
import { lazyPart } from '#ui/lazy-part.ts'
import { isSearching, PLAIN_VIEW, type SearchView } from '../search/search-view.ts'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

/** Where rows were looked for and none are shown. */
const noRows = lazyPart(async () => (await import('./NoRows.tsx')).NoRows)

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
  const { rows, looked } = list.snapshot
  if (list.pending) return <Loading />
  if (list.first === undefined && list.error) return <Failed {...props} error={list.error} />
  if (rows.length > 0 || !list.snapshot.settled) return undefined
  // A first page without rows, and a link to more.
  if (looked === 0 && list.hasMore) return undefined
  if (looked === 0 && !isSearching(props.view)) return <Empty {...props} />
  return (
    <Suspense>
      <noRows.Part {...props} />
    </Suspense>
  )
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
          {isApiError(error, 'forbidden') && (
            <LinkButton to={paths.organizations()} state={{ choose: true }}>
              Choose another organization
            </LinkButton>
          )}
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

function Empty({ uploadAction }: ListStateProps) {
  return (
    <EmptyState title="No files yet" actions={uploadAction}>
      Drop files anywhere on this window, or choose them.
    </EmptyState>
  )
}
