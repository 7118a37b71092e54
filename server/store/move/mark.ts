import { StoreUnavailable } from '../errors.ts'

/** The setting that marks a database into which a move is not finished: see `Mark`. */
export const MARK = 'moving'

/** What holders are named by that are no servers, but fill a database. */
export const MOVING = 'moving-'

/** How far a move into a database is. It is taken away when all of it is there and was checked. */
export interface Mark {
  /** Names the database that it comes from. */
  source: string
  /** What its rows were when they were begun to be copied: when they have changed since, they are copied anew. */
  state: string
  /** The content up to which all are there; `null` before the first. */
  contents: ReachedContent | null
}

/** Contents are gone through in this order. */
interface ReachedContent {
  /** Lower-case hex. */
  sha256: string
  /** A key. */
  organization: number
}

/** @param mark the setting's value. @throws StoreUnavailable for who wants to use a database that is not whole */
export function expectWhole(mark: unknown): void {
  if (mark !== undefined)
    throw new StoreUnavailable(
      'A move of data into this store is not finished. Start it again, which goes on where it was: npm run admin -- migrate-store.',
    )
}
