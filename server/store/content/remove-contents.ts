import type { Claim, ContentName, Lease, PlacedContent } from '../contents.ts'
import { RemovalInDoubt } from './content-home.ts'
import type { ContentPlaces, LeftContent } from './content-home.ts'

/** Ends a lease, and removes the content unless a version or another lease needs it. */
export async function release(places: ContentPlaces, lease: Lease): Promise<void> {
  let isSettled = false
  try {
    const claim = await places.leases.release(lease)
    // Who else holds it may be killed before it is written down there, so that it stays written down here.
    if (typeof claim === 'string') isSettled = claim === 'needed'
    else isSettled = (await remove(places, claim)).length > 0
  } finally {
    await places.home.ended(lease, isSettled)
  }
}

/** @returns the contents that were removed */
async function remove({ home, leases }: ContentPlaces, claim: Claim): Promise<PlacedContent[]> {
  const removed: PlacedContent[] = []
  let isInDoubt = false
  try {
    for (const content of claim.contents) {
      if (!claim.holds()) break
      await home.remove(content, () => claim.stands())
      removed.push(content)
    }
  } catch (error) {
    isInDoubt = error instanceof RemovalInDoubt
    throw error
  } finally {
    await leases.settle(claim, isInDoubt)
  }
  return removed
}

/** Removes what nobody needs, of all that may be so. @returns how much that was */
export async function collect(places: ContentPlaces): Promise<{ files: number; bytes: number }> {
  const total = { files: 0, bytes: 0 }
  for await (const contents of places.home.left()) {
    for (let from = 0; from < contents.length; from += CLAIMED_AT_ONCE) {
      for (const { size } of await collectSome(
        places,
        contents.slice(from, from + CLAIMED_AT_ONCE),
      )) {
        total.files += 1
        total.bytes += size
      }
    }
  }
  return total
}

/** @returns those that were removed */
async function collectSome(
  places: ContentPlaces,
  contents: readonly LeftContent[],
): Promise<LeftContent[]> {
  const named = new Map(contents.map((content) => [nameOf(content), content]))
  const claim = await places.leases.claim([...named.values()])
  const claimed = new Set(claim.contents.map(nameOf))
  const removed = new Set((await remove(places, claim)).map(nameOf))
  for (const content of contents) {
    const { written, owner, sha256 } = content
    if (!written) continue
    const name = nameOf(content)
    if (written.generation < (await places.leases.generationOf(content))) {
      // Nobody puts what is there to use any more.
      await places.home.remove({ owner, sha256, generation: written.generation })
      await written.forget()
      continue
    }
    const isNeeded = !claimed.has(name) && (await places.leases.isNeeded(content))
    if (removed.has(name) || isNeeded) await written.forget()
  }
  return [...named].flatMap(([name, content]) => (removed.has(name) ? [content] : []))
}

function nameOf({ owner, sha256 }: ContentName): string {
  return `${owner}/${sha256}`
}

/** Few enough that nobody waits long for a transaction, or for content that is being removed. */
const CLAIMED_AT_ONCE = 200
