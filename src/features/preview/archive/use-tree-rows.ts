import { useEffect, useState } from 'react'
import type { TreeRow } from '#formats/archive/entry-tree.ts'
import type { Archive } from './use-archive.ts'

const BLOCK = 64

/**
 * The rows in view and some around them, from the worker. While others come, those that are there stay; a row that is not
 * there yet is `undefined`.
 */
export function useTreeRows(archive: Archive, first: number, last: number) {
  const [fetched, setFetched] = useState<{
    client: Archive['client']
    version: number
    from: number
    rows: readonly TreeRow[]
  }>()
  const { client, version, rows: count } = archive
  const from = Math.max(0, (Math.floor(first / BLOCK) - 1) * BLOCK)
  const to = Math.min(count, (Math.ceil(last / BLOCK) + 1) * BLOCK)
  useEffect(() => {
    let current = true
    client.call('rows', { from, to }).then(
      (rows) => current && setFetched({ client, version, from, rows }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, from, to])
  return (place: number): TreeRow | undefined =>
    fetched?.client === client ? fetched.rows[place - fetched.from] : undefined
}
