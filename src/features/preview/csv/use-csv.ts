import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import type { ContentSource } from '#formats/content-source.ts'
import type { Dialect } from '#formats/csv/index-rows.ts'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { STOPPED } from '../parts/SourceView.tsx'
import type { HeadViewerProps, Problem } from '../viewer.ts'
import type { CsvMethods, OpenedTable } from './csv-worker.ts'

/** What the reader has set by hand; what is left out is found. */
export interface CsvChoices extends Partial<Dialect> {
  encoding?: Encoding | undefined
}

export interface CsvTable {
  source: ContentSource
  client: CsvClient
  table: OpenedTable
  sort: SortOrder | undefined
  /** Changes with whatever changes the rows: what was read before then is void. */
  version: number
}

/** Bytes; a string holds no more (in UTF-16). */
const LARGEST = 300_000_000

/**
 * A table in a worker of its own, opened again for other choices, and sorted there. When the whole takes the place of a
 * beginning the same worker reads it, and gives the rows of the beginning until then.
 */
export function useCsv(props: HeadViewerProps, choices: CsvChoices) {
  const { source } = props
  const { opened, setOpened, worker, readAgain } = useOpened(props, choices)
  /** The worker that sorts: one that was stopped sorts no more. */
  const [sorter, setSorter] = useState<CsvClient>()
  const csv = opened && 'table' in opened ? opened : undefined
  const tooLarge = sizeOf(props) > LARGEST
  function sortBy(wanted: SortOrder | undefined) {
    if (!csv) return
    const { client: sorting } = csv
    setSorter(sorting)
    sorting
      .call('sort', wanted)
      .then(
        () => {
          setOpened({ ...csv, sort: wanted, version: nextVersion() })
          announce(sortWords(csv.table, wanted))
        },
        () => undefined,
      )
      .finally(() => setSorter((now) => (now === sorting ? undefined : now)))
  }
  return {
    csv,
    problem: tooLarge ? TOO_LARGE : opened && 'problem' in opened ? opened.problem : undefined,
    sorting: csv !== undefined && sorter === csv.client,
    sortBy,
    /** Ends what the worker is doing: the reading for good, a sorting by opening the table again. */
    stop: () => {
      worker.current?.client.stop()
      if (csv) readAgain()
      else setOpened({ source, problem: STOPPED })
    },
  }
}

function sizeOf({ blob, source, partial = false }: HeadViewerProps): number {
  return partial ? source.size : blob.size
}

function useOpened(props: HeadViewerProps, choices: CsvChoices) {
  const { blob, source, contentType, partial = false } = props
  const [opened, setOpened] = useState<CsvTable | { source: ContentSource; problem: Problem }>()
  const [attempt, setAttempt] = useState(0)
  const { encoding, delimiter, quote, header } = choices
  const reading = JSON.stringify([contentType, encoding, delimiter, quote, header, attempt])
  const worker = useCsvWorker(source, reading)
  const isReadable = sizeOf(props) <= LARGEST
  /** As the reader sorted the beginning. */
  const sortOf = useEffectEvent((client: CsvClient) =>
    opened && 'table' in opened && opened.client === client ? opened.sort : undefined,
  )
  useEffect(() => {
    const client = worker.current?.reading === reading ? worker.current.client : undefined
    if (!isReadable || client === undefined) return undefined
    let current = true
    const charset = parseMediaType(contentType)?.parameters['charset']
    const dialect = {
      ...(delimiter !== undefined && { delimiter }),
      ...(quote !== undefined && { quote }),
      ...(header !== undefined && { header }),
    }
    const open = async () => {
      const table = await client.call('open', { blob, contentType, charset, encoding, dialect })
      const sort = sortOf(client)
      if (sort) await client.call('sort', sort)
      const shown = partial ? withoutRemarks(table) : table
      return { source, client, table: shown, sort, version: nextVersion() }
    }
    open().then(
      (table) => current && setOpened(table),
      () => current && setOpened({ source, problem: UNREADABLE }),
    )
    return () => {
      current = false
    }
  }, [
    worker,
    source,
    reading,
    blob,
    partial,
    contentType,
    encoding,
    delimiter,
    quote,
    header,
    isReadable,
  ])
  return {
    // For other choices the table stays until it is read anew.
    opened: opened?.source === source ? opened : undefined,
    setOpened,
    worker,
    readAgain: () => setAttempt(attempt + 1),
  }
}

type CsvClient = WorkerClient<CsvMethods>

interface CsvWorker {
  source: ContentSource
  reading: string
  client: CsvClient
}

/** A worker for one reading of a content. It is there for the effects that follow. */
function useCsvWorker(source: ContentSource, reading: string): RefObject<CsvWorker | undefined> {
  const worker = useRef<CsvWorker>(undefined)
  useEffect(() => {
    const client = connectWorker<CsvMethods>(
      new Worker(new URL('./csv-worker.ts', import.meta.url), { type: 'module', name: reading }),
    )
    worker.current = { source, reading, client }
    return () => client.stop()
  }, [source, reading])
  return worker
}

/** Where a beginning ends says nothing of the table. */
function withoutRemarks(table: OpenedTable): OpenedTable {
  const ragged = { ...table.ragged, first: [], count: 0, blank: 0 }
  return { ...table, ragged, oddQuotes: [], notes: [] }
}

let versions = 0

function nextVersion(): number {
  versions += 1
  return versions
}

function sortWords({ columns }: OpenedTable, order: SortOrder | undefined): string {
  if (order === undefined) return 'In the order of the file'
  return `Sorted by ${columns[order.column]?.name ?? 'column'}, ${order.direction}`
}

const TOO_LARGE: Problem = {
  title: 'This table is too large to show',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

const UNREADABLE: Problem = {
  title: 'This table could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
