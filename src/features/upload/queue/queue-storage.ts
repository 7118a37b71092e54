import type { QueueState } from './queue.ts'

/**
 * Where a queue is kept beyond the tab's life. It is told of every change; what it keeps are names, checksums and
 * handles, never content, since workstations are shared.
 */
export interface QueueKeeper {
  read: () => QueueState | undefined
  write: (state: QueueState) => void
  clear: () => void
}

/** Keeps nothing: the queue lives as long as the tab, which asks before it is closed while something is running. */
export function memoryKeeper(): QueueKeeper {
  return { read: () => undefined, write: () => undefined, clear: () => undefined }
}
