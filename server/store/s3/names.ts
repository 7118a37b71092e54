import { EVERYBODY } from '../contents.ts'
import type { ContentName, PlacedContent } from '../contents.ts'

/**
 * The key of a content, below the bucket's prefix: `contents/7/abcdef…` for an organization's, `contents/all/…` for
 * everybody's; of a later generation `contents/7/abcdef….1`.
 */
export function contentKey({
  owner,
  sha256,
  generation = 0,
}: ContentName & Partial<PlacedContent>): string {
  const suffix = generation === 0 ? '' : `.${generation}`
  return `contents/${owner === EVERYBODY ? 'all' : owner}/${sha256}${suffix}`
}

/** The key of a piece of what is being received. @param id of the loose object that it belongs to */
export function pieceKey(id: string, number: number): string {
  return `pieces/${id}/${number}`
}

/** By which a prefix of a bucket is known to belong to one database, see `openHome`. */
export const HOME_KEY = 'home'
