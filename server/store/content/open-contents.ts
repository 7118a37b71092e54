import type { ContentStore, StagedContent } from '../contents.ts'
import { StoreCorrupt } from '../errors.ts'
import type { Room } from '../store.ts'
import { openChecked } from './checked-read.ts'
import type { ContentPlaces } from './content-home.ts'
import { keep } from './keep-content.ts'
import type { Kept } from './keep-content.ts'
import { collect, release } from './remove-contents.ts'

/**
 * Contents named by their SHA-256. Several processes may share them: what may be removed is decided by the leases, see
 * `ContentLeases`.
 */
export function openContents(places: ContentPlaces, room: Pick<Room, 'check'>): ContentStore {
  const { home, leases } = places
  return {
    stage: async (organizationId) => stage(places, await leases.ownerFor(organizationId), room),
    open: async (content, options = {}) => {
      if (!isSha256(content.sha256))
        throw new StoreCorrupt('A version names content by something that is not a SHA-256.')
      return openChecked(content, options, places)
    },
    tidy: async () => {
      await home.tidy()
      if (home.isWrittenDown) await collect(places)
    },
    collect: async () => {
      await home.tidy()
      return collect(places)
    },
  }
}

/** Also what keeps `../` out of paths. */
export function isSha256(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text)
}

/** Milliseconds: how often a long body has the disk looked at. */
const ROOM_SEEN = 50

function stage(places: ContentPlaces, owner: number, room: Pick<Room, 'check'>): StagedContent {
  const bytes = places.home.receive()
  let keeping: Promise<Kept> | undefined
  let dropping: Promise<void> | undefined
  const drop = async () => {
    const kept = await keeping?.catch(() => undefined)
    await (kept ? release(places, kept.lease) : bytes.remove())
  }
  return {
    write: async (chunk) => {
      // Taken at once, so that chunks keep their order whoever waits.
      await Promise.all([bytes.write(chunk), room.check(ROOM_SEEN)])
    },
    keep: async () => {
      if (dropping) throw new Error('This content was dropped.')
      keeping ??= keep(places, bytes.digest(), (ref, lease) => bytes.settle(ref, lease), owner)
      return (await keeping).content
    },
    // The content is stored or given up by now: nobody can do more about what is left than `collect` will.
    drop: () => (dropping ??= drop().catch(() => undefined)),
  }
}
