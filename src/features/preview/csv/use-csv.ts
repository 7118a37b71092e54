import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Dialect } from '#formats/csv/index-rows.ts'
import type { SortOrder } from '#formats/csv/sort-rows.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { CsvMethods, OpenedTable } from './csv-worker.ts'

/** What the reader has set by hand; what is left out is found. */
export interface CsvChoices extends Partial<Dialect> {
  encoding?: Encoding | undefined
}

export interface CsvTable {
  blob: Blob
  client: WorkerClient<CsvMethods>
  table: OpenedTable
  sort: SortOrder | undefined
  /** Changes with whatever changes the rows: what was read before then is void. */
  version: number
}

/** Bytes; a string holds no more (in UTF-16). */
const LARGEST = 300_000_000

/** A table in a worker of its own, opened again for other choices, and sorted there. */
export function useCsv(blob: Blob, contentType: string, choices: CsvChoices) {
  const [opened, setOpened] = useState<CsvTable | { blob: Blob; problem: Problem }>()
  /** The worker that sorts: one that was stopped sorts no more. */
  const [sorter, setSorter] = useState<WorkerClient<CsvMethods>>()
  const [attempt, setAttempt] = useState(0)
  const { encoding, delimiter, quote, header } = choices
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge) return undefined
    const worker = new Worker(new URL('./csv-worker.ts', import.meta.url), {
      type: 'module',
      name: `csv ${attempt}`,
    })
    const client = connectWorker<CsvMethods>(worker)
    let current = true
    const charset = parseMediaType(contentType)?.parameters['charset']
    const dialect = {
      ...(delimiter !== undefined && { delimiter }),
      ...(quote !== undefined && { quote }),
      ...(header !== undefined && { header }),
    }
    client.call('open', { blob, contentType, charset, encoding, dialect }).then(
      (table) =>
        current && setOpened({ blob, client, table, sort: undefined, version: nextVersion() }),
      () => current && setOpened({ blob, problem: UNREADABLE }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, contentType, encoding, delimiter, quote, header, tooLarge, attempt])

  const known = opened?.blob === blob ? opened : undefined
  const csv = known && 'table' in known ? known : undefined
  function sortBy(wanted: SortOrder | undefined) {
    if (!csv) return
    const { client } = csv
    setSorter(client)
    client
      .call('sort', wanted)
      .then(
        () => {
          setOpened({ ...csv, sort: wanted, version: nextVersion() })
          announce(sortWords(csv.table, wanted))
        },
        () => undefined,
      )
      .finally(() => setSorter((now) => (now === client ? undefined : now)))
  }
  return {
    csv,
    problem: tooLarge ? TOO_LARGE : known && 'problem' in known ? known.problem : undefined,
    sorting: csv !== undefined && sorter === csv.client,
    sortBy,
    /** Ends what the worker is doing: the reading for good, a sorting by opening the table again. */
    stop: () => {
      csv?.client.stop()
      if (csv) setAttempt(attempt + 1)
      else setOpened({ blob, problem: STOPPED })
    },
  }
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
