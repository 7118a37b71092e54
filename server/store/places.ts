/** Where a store is: what a thread of its own is told so that it opens the same one. */
export interface StorePlaces {
  /** The data folder: of SQLite's database and of the contents, unless they are elsewhere. */
  folder: string
  database: DatabasePlace
}

/** Which database, and where. */
export type DatabasePlace =
  /** In the data folder. */
  | { kind: 'sqlite' }
  /** @property url with user and password, so that it is neither logged nor told */
  | { kind: 'postgres'; url: string }

/** @param given a data folder, which holds everything, or more than that */
export function placesOf(given: string | StorePlaces): StorePlaces {
  return typeof given === 'string' ? { folder: given, database: { kind: 'sqlite' } } : given
}
