import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { announce } from '#ui/feedback/announcer.tsx'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import type { OpenedTree, TreeMethods } from './tree-worker.ts'

/** A tree in its worker. `version` changes with whatever changes the rows: what was read before then is void. */
export interface ShownTree {
  client: WorkerClient<TreeMethods>
  opened: OpenedTree
  count: number
  version: number
}

/** Bytes; as a tree a text takes many times its size. */
export const LARGEST_TREE = 30_000_000

/** Opens a structured text as a tree in a worker of its own, which ends when it is left. */
export function useTree({ blob, kind, contentType }: ViewerProps) {
  const [held, setHeld] = useState<{ blob: Blob; state: ShownTree | Problem }>()
  const isTooLarge = blob.size > LARGEST_TREE
  const isJson = kind === 'json'
  useEffect(() => {
    if (isTooLarge) return undefined
    const worker = new Worker(new URL('./tree-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<TreeMethods>(worker)
    let current = true
    const keep = (state: ShownTree | Problem) =>
      // A result that comes after "Stop" is not shown any more.
      current && setHeld((before) => (before?.blob === blob ? before : { blob, state }))
    const charset = parseMediaType(contentType)?.parameters['charset']
    client.call('open', { blob, kind: isJson ? 'json' : 'xml', charset }).then(
      (opened) => {
        const count = opened.type === 'tree' ? opened.count : 0
        keep({ client, opened, count, version: 0 })
      },
      () => keep(UNREADABLE),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, contentType, isJson, isTooLarge])
  const state = held?.blob === blob ? held.state : undefined
  const tree = state && 'client' in state ? state : undefined
  const turn = (count: number) =>
    tree && setHeld({ blob, state: { ...tree, count, version: tree.version + 1 } })
  return {
    tree,
    problem: state && 'title' in state ? state : undefined,
    isTooLarge,
    stop: () => setHeld({ blob, state: STOPPED }),
    toggle: (place: number) => void tree?.client.call('toggle', place).then(turn, ignore),
    closeAll: () => void tree?.client.call('closeAll', undefined).then(turn, ignore),
    openAll: () =>
      void tree?.client.call('openAll', undefined).then(({ count, isAll }) => {
        turn(count)
        announce(isAll ? 'All are open' : 'Not all could be opened: there are too many')
      }, ignore),
  }
}

/** The worker was stopped meanwhile. */
function ignore(): void {}

const UNREADABLE: Problem = {
  title: 'This content could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
