import { useEffect, useState } from 'react'
import type { NameEncoding } from '#formats/archive/entry-names.ts'
import type { TreeSort } from '#formats/archive/entry-tree.ts'
import type { ContentSource } from '#formats/content-source.ts'
import { offerSource } from '#formats/source-port.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { ArchiveMethods, OpenedArchive } from './archive-worker.ts'

/** An archive that is open in a worker of its own, and how its tree stands. */
export interface Archive {
  source: ContentSource
  client: WorkerClient<ArchiveMethods>
  opened: OpenedArchive
  rows: number
  sort: TreeSort
  /** Changes with the rows: what was read before then is void. */
  version: number
}

const BY_NAME: TreeSort = { by: 'name', direction: 'ascending' }

/** Opens an archive in a worker, again for another encoding of its names, and moves its tree there. */
export function useArchive(
  source: ContentSource,
  kind: 'zip' | 'tar',
  encoding: NameEncoding | undefined,
) {
  const [state, setState] = useState<Archive | { source: ContentSource; problem: Problem }>()
  const [stopped, setStopped] = useState<ContentSource>()
  useEffect(() => {
    if (stopped === source) return undefined
    const ended = new AbortController()
    const worker = new Worker(new URL('./archive-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<ArchiveMethods>(worker)
    let current = true
    openIn(client, { source, kind, encoding }, ended.signal).then(
      (archive) => current && setState(archive),
      (error: Error) => current && setState({ source, problem: unreadable(error) }),
    )
    return () => {
      current = false
      ended.abort()
      client.stop()
    }
  }, [source, kind, encoding, stopped])
  const known = state?.source === source ? state : undefined
  const archive = known && 'client' in known ? known : undefined

  /** The rows change as a call says; a worker that is gone changes nothing. */
  function change(
    rows: Promise<number>,
    also: Partial<Archive> = {},
    words?: (rows: number) => string,
  ) {
    rows.then(
      (count) => {
        setState((now) =>
          now && 'client' in now ? { ...now, ...also, rows: count, version: nextVersion() } : now,
        )
        if (words) announce(words(count))
      },
      () => undefined,
    )
  }
  return {
    archive,
    problem: stopped === source ? STOPPED : known && 'problem' in known ? known.problem : undefined,
    stop: () => setStopped(source),
    sortBy(sort: TreeSort) {
      if (archive) change(archive.client.call('sort', sort), { sort }, () => sortWords(sort))
    },
    filter(text: string) {
      const words = (count: number) => (text === '' ? 'All files' : `${count} found`)
      if (archive) change(archive.client.call('filter', text), {}, words)
    },
    setOpen(node: number, isOpen: boolean) {
      if (archive) change(archive.client.call('setOpen', { node, isOpen }))
    },
  }
}

/** A content that is here goes to the worker; of any other the worker asks for what it needs. */
async function openIn(
  client: WorkerClient<ArchiveMethods>,
  of: { source: ContentSource; kind: 'zip' | 'tar'; encoding: NameEncoding | undefined },
  signal: AbortSignal,
): Promise<Archive> {
  const { source, kind, encoding } = of
  const asShown = (opened: OpenedArchive): Archive => {
    const { rows } = opened
    return { source, client, opened, rows, sort: BY_NAME, version: nextVersion() }
  }
  if (kind === 'zip' && source.here === undefined) {
    const content = offerSource(source, signal)
    return asShown(await client.call('open', { kind, encoding, content }, [content.port]))
  }
  const content = await source.blob(signal)
  return asShown(await client.call('open', { kind, encoding, content }))
}

export type ArchiveControl = ReturnType<typeof useArchive>

function sortWords(sort: TreeSort): string {
  if (sort === undefined) return 'In the order of the archive'
  const names = { name: 'name', size: 'size', packed: 'packed size', time: 'time' }
  return `Sorted by ${names[sort.by]}, ${sort.direction}`
}

let versions = 0

function nextVersion(): number {
  versions += 1
  return versions
}

function unreadable(error: Error): Problem {
  return { title: 'This archive can’t be opened', advice: error.message }
}
