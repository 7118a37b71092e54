import type { ContentRef, KeptContent, Lease } from '../contents.ts'
import { EVERYBODY, WHOLE_BYTES } from '../contents.ts'
import type { Checksums } from './checksums.ts'
import type { ContentPlaces } from './content-home.ts'
import { release } from './remove-contents.ts'

export interface Kept {
  content: KeptContent
  lease: Lease
}

/**
 * Makes a content of bytes that are known by now.
 * @param settle puts them in their place. What is there is replaced: nobody knows whether that is still whole, and of these it is known
 */
export async function keep(
  places: ContentPlaces,
  { sums, ...digest }: ReturnType<Checksums['digest']>,
  settle: (ref: ContentRef, lease: Lease) => Promise<void>,
  owner: number,
): Promise<Kept> {
  const ref = { owner, ...digest }
  // From now on nobody removes it.
  const lease = await places.leases.take({ owner, sha256: ref.sha256 })
  try {
    await settle(ref, lease)
    await settled(places, ref, sums)
    return { content: { ...ref, lease: lease.id }, lease }
  } catch (error) {
    await giveUp(places, lease).catch(() => undefined)
    throw error
  }
}

/** Ends a lease on what did not get into its place. Where that is written down, who is away is not asked to remove it now. */
async function giveUp(places: ContentPlaces, lease: Lease): Promise<void> {
  const { home, leases } = places
  if (!home.isWrittenDown) return release(places, lease)
  try {
    const claim = await leases.release(lease)
    if (typeof claim !== 'string') await leases.settle(claim, false)
  } finally {
    await home.ended(lease, false)
  }
}

/**
 * Remembers of a content that was just put in its place what its parts are checked by, and forgets what was wrong with it.
 * In the place of what organizations had for themselves, and what was found damaged, everybody's is good from now on.
 */
async function settled(
  { home, leases, records }: ContentPlaces,
  ref: ContentRef,
  sums: Uint8Array,
): Promise<void> {
  const { owner, sha256 } = ref
  if (ref.size > WHOLE_BYTES) await records.keepSums(sha256, sums)
  for (const faulty of await records.ownersOfFaults(sha256)) {
    if (faulty !== owner && owner !== EVERYBODY) continue
    const name = { owner: faulty, sha256 }
    if (faulty !== owner)
      await home.remove({ ...name, generation: await leases.generationOf(name) })
    await records.clear(name)
  }
}
