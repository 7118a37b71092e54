import { rm, writeFile } from 'node:fs/promises'
import type { Spoil } from '#server/store/contract/damage/damage.ts'
import type { SharedData } from '#server/store/contract/shared.ts'
import type { OpenStore } from '#server/store/contract/support.ts'
import { openStore, openUnlockedStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import type { Store } from '#server/store/store.ts'
import { contentFile } from './content-file.ts'

/** A clock that tests put forward. */
export interface MovedClock extends Pick<SharedData, 'pass' | 'lifetime'> {
  now: () => number
}

/** @param lifetime of leases by that clock, in milliseconds */
export function movedClock(lifetime: number): MovedClock {
  let passed = 0
  return {
    now: () => Date.now() + passed,
    pass: (milliseconds) => void (passed += milliseconds),
    lifetime,
  }
}

/** What `server/store/contract` wants to know of a pair of halves. */
export interface ContractStores {
  /** Opens a store that holds nothing yet. */
  openNew: OpenStore
  /** Where a store is that `openNew` has opened. */
  placesOf: (store: Store) => StorePlaces
  /** Places for as many stores as the test opens, each as a process of its own would. */
  share: () => Promise<SharedData>
}

/** @param newPlaces where nothing is yet; what is made there goes with the test */
export function contractStores(
  newPlaces: () => Promise<StorePlaces>,
  lifetime: number,
): ContractStores {
  const known = new WeakMap<Store, StorePlaces>()
  return {
    openNew: async () => {
      const places = await newPlaces()
      const store = await openStore(places)
      known.set(store, places)
      return store
    },
    placesOf: (store) => {
      const places = known.get(store)
      if (!places) throw new Error('The store was opened by somebody else.')
      return places
    },
    share: async () => {
      const places = await newPlaces()
      const { now, ...time } = movedClock(lifetime)
      return { open: () => openUnlockedStore(places, { alone: false, now }), ...time }
    },
  }
}

/** How contents that are files of the data folder are spoiled. */
export function spoilFiles({ folder }: StorePlaces): Spoil {
  return {
    replace: async (sha256, bytes) => writeFile(await contentFile(folder, sha256), bytes),
    remove: async (sha256) => rm(await contentFile(folder, sha256)),
  }
}
