import { useIsFetching, useQuery } from '@tanstack/react-query'
import { useEffect, useState, useSyncExternalStore } from 'react'
import { useApi } from '#api/context.tsx'
import type { ListedFile, Neighbours } from '#features/binaries/list/list-order.ts'
import { readAhead } from '../state/read-ahead.ts'

/** Bytes: larger ones wait until they are opened. */
const LARGEST = 1_000_000

/**
 * Reads the small files before and after the open one, so that they are there when they are opened: after all that the
 * open one needs, one at a time, and no longer than it is open. It shows nothing. Give it `key={id}`.
 */
export function ReadNeighbours(props: { org: string; neighbours: Neighbours | undefined }) {
  const { org, neighbours } = props
  const wanted = useSyncExternalStore(readAhead.subscribe, readAhead.get).neighbours
  const files = [neighbours?.next, neighbours?.previous].filter(isSmall)
  return wanted && !savesData() && <InTurn org={org} files={files} />
}

function InTurn({ org, files: [file, ...others] }: { org: string; files: ListedFile[] }) {
  return file && <Read key={file.id} {...{ org, file, others }} />
}

function Read(props: { org: string; file: ListedFile; others: ListedFile[] }) {
  const { org, file, others } = props
  const quiet = useQuiet()
  const { isFetched } = useQuery({
    ...useApi().binaries.content(org, file.id, file.version),
    enabled: quiet,
    retry: false,
    refetchOnWindowFocus: false,
  })
  return isFetched && <InTurn org={org} files={others} />
}

/** A version never changes: what is read of it now serves later. */
function isSmall(file: ListedFile | undefined): file is ListedFile {
  return file?.size !== undefined && file.size <= LARGEST && file.version !== ''
}

/** Whether the reader's connection is dear: https://wicg.github.io/savedata/ */
function savesData(): boolean {
  const { connection } = navigator as { connection?: { saveData?: boolean } }
  return connection?.saveData === true
}

/** Milliseconds without a request, as there are between the parts of one page. */
const REST = 300

/** Turns true once nothing has been fetched for a moment and the browser is idle. */
function useQuiet(): boolean {
  const isFetching = useIsFetching() > 0
  const [quiet, setQuiet] = useState(false)
  useEffect(() => {
    if (isFetching || quiet) return undefined
    let idle = 0
    const timer = setTimeout(() => {
      // Safari has none.
      if ('requestIdleCallback' in window) idle = requestIdleCallback(() => setQuiet(true))
      else setQuiet(true)
    }, REST)
    return () => {
      clearTimeout(timer)
      if (idle !== 0) cancelIdleCallback(idle)
    }
  }, [isFetching, quiet])
  return quiet
}
