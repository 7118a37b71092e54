import { Button } from '#ui/controls/Button.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { activeFilters } from '../search/criteria-words.ts'
import { NO_FILTERS, PLAIN_VIEW, type SearchView } from '../search/search-view.ts'
import type { ListStateProps } from './ListState.tsx'

/** Where rows were looked for and none are shown: what was looked for, where, and what else can be done. */
export function NoRows(props: ListStateProps) {
  const { list, view } = props
  if (list.here.includes('_content')) return <NotLookedInto {...props} />
  const filtersHide = list.snapshot.loaded > 0
  if (filtersHide || list.hasMore) return <NoneMatch {...props} filtersHide={filtersHide} />
  return (
    <EmptyState title="Nothing found" actions={<WaysOut {...props} />}>
      {whereLooked(props)} {soughtWords(view)}.
      {view.ids.length > 0 && ' Files that were deleted are not found.'}
      {view.language !== '' &&
        !list.here.includes('_language') &&
        ' The server compares languages exactly: “de” does not find “de-CH”.'}
    </EmptyState>
  )
}

/** All of the filters off, or one of them. */
function WaysOut({ view, show }: ListStateProps) {
  const filters = activeFilters(view)
  return (
    <>
      {filters.length > 1 &&
        filters.map(({ key, label, value, scope, without }) => (
          <Button
            key={key}
            title={value}
            onClick={() => show(without, scope === 'search' ? 'push' : 'replace')}
          >
            Without {label.toLowerCase()}
          </Button>
        ))}
      <Button onClick={() => show({ ...PLAIN_VIEW, layout: view.layout }, 'push')}>
        Show all files
      </Button>
    </>
  )
}

function NoneMatch(props: ListStateProps & { filtersHide: boolean }) {
  const { list, view, show, filtersHide } = props
  const looked = list.snapshot.looked.toLocaleString()
  const rest = list.hasMore && (
    <Button variant="primary" busy={list.loadAll.running} onClick={() => list.loadAll.start()}>
      Load the rest
    </Button>
  )
  if (filtersHide) {
    return (
      <EmptyState
        title="No match among the loaded files"
        actions={
          <>
            <Button onClick={() => show({ filters: NO_FILTERS }, 'replace')}>Show all</Button>
            {rest}
          </>
        }
      >
        None of the {looked} loaded files matches the filters.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="Nothing found so far"
      actions={
        <>
          {rest}
          <WaysOut {...props} />
        </>
      }
    >
      None of the {looked} loaded files is what you look for: {soughtWords(view)}. The server has
      more.
    </EmptyState>
  )
}

/** Rather nothing than files that nobody looked into. */
function NotLookedInto({ list, view, show }: ListStateProps) {
  const { _content, ...others } = view.more
  const left = list.first?.ignored.includes('_content') === true
  return (
    <EmptyState
      title="This server does not search the content of files"
      actions={
        <Button onClick={() => show({ more: others }, 'push')}>
          Search without words in the content
        </Button>
      }
    >
      {left
        ? `It left out the words “${_content}”, and what it found says nothing about them.`
        : `It does not say that it can look for the words “${_content}”, so it was not asked.`}
    </EmptyState>
  )
}

function whereLooked({ list }: ListStateProps): string {
  if (list.here.length === 0) return 'No file in this organization matches'
  return `None of the ${list.snapshot.looked.toLocaleString()} files of this organization matches`
}

/** `name “letter”, language “de”` */
function soughtWords(view: SearchView): string {
  return activeFilters(view)
    .filter(({ scope }) => scope === 'search')
    .map(({ label, value }) => `${label.toLowerCase()} “${value}”`)
    .join(' and ')
}
