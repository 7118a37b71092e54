import { createContext, use, useEffect, useSyncExternalStore, type ReactNode } from 'react'
import type { FileWithPath } from './dialog/chosen.ts'
import { drawnQueue } from './panel/drawn-queue.ts'
import type { QueueState } from './queue/queue-state.ts'
import type { UploadQueue } from './queue/upload-queue.ts'

/** A Binary that may get a new version. */
export interface VersionTarget {
  id: string
  /** For people. */
  name: string
  /** The version on the screen: it alone is replaced, a newer one is a conflict. */
  versionId: string | undefined
}

export interface OpenOptions {
  /** Offered first, where it is given. */
  target?: VersionTarget
  files?: readonly FileWithPath[]
}

export interface UploadActions {
  openDialog: (options?: OpenOptions) => void
  queue: UploadQueue
  /** Whether the list of uploads is unfolded. */
  isPanelOpen: boolean
  setPanelOpen: (open: boolean) => void
  /** The Binary on the screen, for files that are dropped on its page. */
  setTarget: (target: VersionTarget | undefined) => void
}

const QueueContext = createContext<UploadQueue | undefined>(undefined)
export const UploadContext = createContext<UploadActions | undefined>(undefined)

/** Gives the queue, made in the composition root, to everything below. */
export function UploadQueueProvider(props: { queue: UploadQueue; children: ReactNode }) {
  return <QueueContext value={props.queue}>{props.children}</QueueContext>
}

export function useUploadQueue(): UploadQueue {
  const queue = use(QueueContext)
  if (!queue) throw new Error('useUploadQueue needs an UploadQueueProvider above it.')
  return queue
}

/** The queue as it is drawn: at most ten times a second, however much happens. */
export function useQueueState(): QueueState {
  const drawn = drawnQueue(useUploadQueue())
  return useSyncExternalStore(drawn.subscribe, drawn.get)
}

/** Opens the dialog, and gives the queue. @throws Error outside of `UploadProvider` */
export function useUpload(): UploadActions {
  const actions = use(UploadContext)
  if (!actions) throw new Error('useUpload needs an UploadProvider above it.')
  return actions
}

/** Says which Binary is on the screen, so that files dropped there can become its new version. */
export function useUploadTarget(target: VersionTarget | undefined): void {
  const { setTarget } = useUpload()
  const { id, name, versionId } = target ?? {}
  useEffect(() => {
    if (id === undefined) return undefined
    setTarget({ id, name: name ?? id, versionId })
    return () => setTarget(undefined)
  }, [id, name, versionId, setTarget])
}
