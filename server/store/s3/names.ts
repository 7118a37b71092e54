import { EVERYBODY } from '../contents.ts'
import type { ContentName } from '../contents.ts'

/** The key of a content, below the bucket's prefix: `contents/7/abcdef…` for an organization's, `contents/all/…` for everybody's. */
export function contentKey({ owner, sha256 }: ContentName): string {
  return `contents/${owner === EVERYBODY ? 'all' : owner}/${sha256}`
}

/** The key of a piece of what is being received. @param id of the loose object that it belongs to */
export function pieceKey(id: string, number: number): string {
  return `pieces/${id}/${number}`
}

/** By which a prefix of a bucket is known to belong to one database, see `openHome`. */
export const HOME_KEY = 'home'
