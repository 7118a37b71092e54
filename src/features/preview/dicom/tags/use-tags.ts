import { useEffect, useState } from 'react'
import type { TagRow } from '#formats/dicom/objects/tag-rows.ts'
import type { DicomClient } from '../dicom-worker.ts'

/** What of the tags is shown. Another one makes all rows that were read void. */
export interface TagChoice {
  text: string
  /** Whether values that may tell who somebody is are shown. */
  revealed: boolean
}

/** What a search has found. */
export interface FoundTags {
  choice: TagChoice
  /** Rows. */
  count: number
}

/** Looks for what is chosen, in the worker. */
export function useSearch(client: DicomClient, choice: TagChoice): FoundTags | undefined {
  const [found, setFound] = useState<FoundTags>()
  useEffect(() => {
    let current = true
    client.call('search', choice).then(
      (count) => current && setFound({ choice, count }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, choice])
  return found
}

/** Rows that were read, with their places; those that are not there yet are left out. */
export function useRows(client: DicomClient, found: FoundTags, from: number, to: number) {
  const [read, setRead] = useState<{ found: FoundTags; from: number; rows: readonly TagRow[] }>()
  const { revealed } = found.choice
  useEffect(() => {
    let current = true
    client.call('rows', { from, to, revealed }).then(
      (rows) => current && setRead({ found, from, rows }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, found, from, to, revealed])
  if (read?.found !== found) return []
  return read.rows.map((row, index) => ({ at: read.from + index, row }))
}
