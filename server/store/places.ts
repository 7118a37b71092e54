import type { BucketSettings } from './s3/open-bucket.ts'

/** Where a store is: what a thread of its own is told so that it opens the same one. */
export interface StorePlaces {
  /** The data folder: of SQLite's database and of the contents, unless they are elsewhere. */
  folder: string
  database: DatabasePlace
  /** In the data folder where it is not said. */
  contents?: ContentPlace
}

/** Which store of contents, and where. */
export type ContentPlace =
  /** In the data folder. */
  { kind: 'folder' } | ({ kind: 's3' } & BucketSettings)

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

/** @returns `undefined` for what names no database */
export function databasePlaceOf(text: string): DatabasePlace | undefined {
  if (text === 'sqlite:') return { kind: 'sqlite' }
  const isUrl = /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text)
  return isUrl ? { kind: 'postgres', url: text } : undefined
}

/** What names one. What does not is never repeated, since it may hold a password. */
export const DATABASES =
  'postgres://user@host/database, or sqlite: for a database in the data folder'
