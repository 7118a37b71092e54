import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '#api/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import { isSearching, type SearchView } from '../search/search-view.ts'
import { countChanges, isInView, newestInstant, newestOf, seenUntil } from './changes.ts'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

export interface ChangesBarProps {
  org: string
  list: BinaryList
  view: SearchView
}

/**
 * Says how many Binaries have changed since the list was loaded, however late it is mounted itself.
 * The polling itself (every 30 s, never in a hidden tab, never where the server has no type history) is the API layer's.
 */
export function ChangesBar(props: ChangesBarProps) {
  const { list, view } = props
  const whole = !list.hasMore && !isSearching(view)
  const seen = seenUntil(list.snapshot.rows, whole, list.first?.readAt)
  return seen === undefined ? (
    <ChangesFromNow {...props} whole={whole} />
  ) : (
    <Changes {...props} start={seen} />
  )
}

/**
 * Where the server tells no time: rows that are not loaded yet may be newer than all that are, and what has happened by
 * now is not new.
 */
function ChangesFromNow(props: ChangesBarProps & { whole: boolean }) {
  const api = useApi()
  const [{ since, whole }] = useState(() => ({
    since: newestInstant(props.list.snapshot.rows),
    whole: props.whole,
  }))
  const first = useQuery({
    ...api.binaries.changesSince(props.org, since),
    enabled: !whole,
    refetchInterval: false,
    refetchOnWindowFocus: false,
  })
  if (whole) return <Changes {...props} start={since} />
  if (!first.data?.supported) return null
  return <Changes {...props} start={newestOf(first.data.entries, since)} />
}

/** @param start moves on whenever the list is read anew */
function Changes({ org, list, view, start }: ChangesBarProps & { start: string }) {
  const api = useApi()
  const [shown, setShown] = useState(start)
  const since = Date.parse(start) > Date.parse(shown) ? start : shown
  const { data } = useQuery(api.binaries.changesSince(org, since))
  const entries = data?.entries ?? []
  const ignored = list.first?.ignored ?? []
  const count = countChanges(entries, list.view.get, (one) => isInView(one, view, ignored))
  if (count === 0) return null
  const show = async () => {
    const newest = newestOf(entries, since)
    const { isError } = await list.refresh()
    if (!isError) setShown(newest)
  }
  const more = data?.more === true ? ' or more' : ''
  return (
    <div className={styles['changes']}>
      <span role="status">
        {count === 1 && more === '' ? '1 change' : `${count}${more} changes`}
      </span>
      <Button
        size="s"
        variant="quiet"
        icon={RefreshCw}
        busy={list.refreshing}
        onClick={() => void show()}
      >
        Show
      </Button>
    </div>
  )
}
