import { contentPath } from './folder/content-files.ts'
import { placesOf, type StorePlaces } from './places.ts'
import { openFolderWordWork } from './sqlite/words/open-words.ts'
import type { WordTask, WordWork } from './words.ts'

/** The making of the index, with the contents to be read. */
export interface OpenedWordWork extends WordWork {
  /**
   * A file that holds the content.
   * @returns with what takes it away again, where it was made for this alone
   */
  fileOf(task: WordTask, signal: AbortSignal): Promise<{ path: string; drop(): Promise<void> }>
}

/**
 * Opens the making of the index of a store that is there.
 * @returns `undefined` while another process is at it
 */
export async function openWordWork(
  given: string | StorePlaces,
): Promise<OpenedWordWork | undefined> {
  const places = placesOf(given)
  const work = await openDatabaseWork(places)
  return work && { ...work, fileOf: openFileOf(places) }
}

async function openDatabaseWork({ folder, database }: StorePlaces): Promise<WordWork | undefined> {
  switch (database.kind) {
    case 'sqlite':
      return openFolderWordWork(folder)
    case 'postgres':
      throw new Error('PostgreSQL is not here yet.')
  }
}

function openFileOf({ folder }: StorePlaces): OpenedWordWork['fileOf'] {
  return async (content) => ({ path: contentPath(folder, content), drop: async () => undefined })
}
