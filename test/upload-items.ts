import type { Failure, ItemState, UploadItem, UploadSpec } from '#features/upload/queue/item.ts'
import type { QueueState } from '#features/upload/queue/queue.ts'

/** A file of a size without the bytes: `size` is all that is asked of it. */
export function fileOf(name: string, size = 1_000): File {
  const file = new File([], name)
  return Object.defineProperty(file, 'size', { value: size })
}

export function specOf(name: string, more: Partial<UploadSpec> = {}): UploadSpec {
  return {
    org: 'clinic',
    file: fileOf(name),
    name,
    folder: '',
    fields: { resourceType: 'Binary', contentType: 'text/plain' },
    target: { kind: 'create' },
    ...more,
  }
}

export function itemOf(name: string, state: ItemState, more: Partial<UploadItem> = {}): UploadItem {
  return {
    ...specOf(name),
    key: name,
    attempt: 0,
    startedAt: undefined,
    uncertainSince: undefined,
    state,
    ...more,
  }
}

export function queueOf(...items: UploadItem[]): QueueState {
  return { items, paused: undefined, claimed: [] }
}

export const passing: Failure = {
  title: 'The server failed.',
  advice: 'Try again.',
  details: '',
  remedy: 'retry',
  uncertain: false,
}
