import { useQuery } from '@tanstack/react-query'
import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import { useApi } from '#api/context.tsx'
import { Button } from '#ui/controls/Button.tsx'
import type { SearchView } from '../search/search-view.ts'
import { countChanges, isInView, newestInstant, newestOf } from './changes.ts'
import type { BinaryList } from './use-binary-list.ts'
import styles from './list.module.css'

export interface ChangesBarProps {
  org: string
  list: BinaryList
  view: SearchView
}

/**
 * Says how many Binaries have changed since the list was loaded. Mount it once the first rows are there.
 * The polling itself (every 30 s, never in a hidden tab, never where the server has no type history) is the API layer's.
 */
export function ChangesBar(props: ChangesBarProps) {
  const api = useApi()
  const [since] = useState(() => newestInstant(props.list.snapshot.rows))
  // Rows that are not loaded yet may be newer than all that are. What has happened by now is not new.
  const first = useQuery({
    ...api.binaries.changesSince(props.org, since),
    refetchInterval: false,
    refetchOnWindowFocus: false,
  })
  if (!first.data?.supported) return null
  return <Changes {...props} start={newestOf(first.data.entries, since)} />
}

function Changes({ org, list, view, start }: ChangesBarProps & { start: string }) {
  const api = useApi()
  const [since, setSince] = useState(start)
  const { data } = useQuery(api.binaries.changesSince(org, since))
  const entries = data?.entries ?? []
  const ignored = list.first?.ignored ?? []
  const count = countChanges(entries, list.view.get, (one) => isInView(one, view, ignored))
  if (count === 0) return null
  const show = async () => {
    const newest = newestOf(entries, since)
    await list.refresh()
    setSince(newest)
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
