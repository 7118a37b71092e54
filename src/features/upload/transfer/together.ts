import type { Capabilities } from '#api/binaries/types.ts'
import type { BatchPlace } from '#api/uploads/batch-place.ts'
import { UploadBatch } from '#api/uploads/batch.ts'
import { canHashWhole } from '#api/uploads/small-files.ts'
import { batchesOf } from '../queue/batches.ts'
import type { UploadItem } from '../queue/item.ts'
import type { QueueState } from '../queue/queue-state.ts'
import type { QueueEvent } from '../queue/queue.ts'

/** `batch`: the same number for all of one request, and for none of another. */
export interface SharedPlace {
  place: BatchPlace
  batch: number
}

/** Gives uploads that start together their places in one request, for as long as their server takes such. */
export class Together {
  /** Organizations whose server takes none, whatever it declares. */
  readonly #refused = new Set<string>()
  #count = 0
  readonly #tell: (event: QueueEvent) => void
  readonly #state: () => QueueState

  constructor(state: () => QueueState, tell: (event: QueueEvent) => void) {
    this.#state = state
    this.#tell = tell
  }

  /** By the keys of the uploads; those that go alone have none. */
  placesFor(starting: readonly UploadItem[], state: QueueState): ReadonlyMap<string, SharedPlace> {
    const places = new Map<string, SharedPlace>()
    for (const items of batchesOf(starting, state)) {
      const org = items[0]?.org ?? ''
      const batch = new UploadBatch(() => {
        this.#refused.add(org)
        this.#tell({ type: 'batches-known', org, taken: false })
      })
      this.#count += 1
      for (const { key } of items) places.set(key, { place: batch.place(), batch: this.#count })
    }
    return places
  }

  /**
   * What a server declares. Only a create by its own id can be repeated when the answer to all of them is lost; and what
   * goes together is read whole.
   */
  declared(org: string, { batch, updateCreate }: Capabilities): void {
    const taken = batch && updateCreate && canHashWhole() && !this.#refused.has(org)
    const isKnown = this.#state().batched.includes(org) === taken
    if (!isKnown) this.#tell({ type: 'batches-known', org, taken })
  }
}
