import { useEffect, useState } from 'react'
import type { NameEncoding } from '#formats/archive/entry-names.ts'
import type { TreeSort } from '#formats/archive/entry-tree.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import type { ArchiveMethods, OpenedArchive } from './archive-worker.ts'

/** An archive that is open in a worker of its own, and how its tree stands. */
export interface Archive {
  blob: Blob
  client: WorkerClient<ArchiveMethods>
  opened: OpenedArchive
  rows: number
  sort: TreeSort
  /** Changes with the rows: what was read before then is void. */
  version: number
}

const BY_NAME: TreeSort = { by: 'name', direction: 'ascending' }

/** Opens an archive in a worker, again for another encoding of its names, and moves its tree there. */
export function useArchive(blob: Blob, kind: 'zip' | 'tar', encoding: NameEncoding | undefined) {
  const [state, setState] = useState<Archive | { blob: Blob; problem: Problem }>()
  const [stopped, setStopped] = useState<Blob>()
  useEffect(() => {
    if (stopped === blob) return undefined
    const worker = new Worker(new URL('./archive-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<ArchiveMethods>(worker)
    let current = true
    client.call('open', { blob, kind, encoding }).then(
      (opened) => {
        if (!current) return
        setState({ blob, client, opened, rows: opened.rows, sort: BY_NAME, version: nextVersion() })
      },
      (error: Error) => current && setState({ blob, problem: unreadable(error) }),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, kind, encoding, stopped])
  const known = state?.blob === blob ? state : undefined
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
    problem: stopped === blob ? STOPPED : known && 'problem' in known ? known.problem : undefined,
    stop: () => setStopped(blob),
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
