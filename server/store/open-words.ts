import { contentPath } from './folder/content-files.ts'
import { placesOf, type StorePlaces } from './places.ts'
import { openDatabase } from './postgres/database.ts'
import { openPostgresWordWork } from './postgres/words/word-work.ts'
import { fetchFrom } from './s3/look-into-bucket.ts'
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
 * @returns `undefined` while another process is at it, where only one can be
 */
export async function openWordWork(
  given: string | StorePlaces,
): Promise<OpenedWordWork | undefined> {
  const places = placesOf(given)
  const work = await openDatabaseWork(places)
  if (!work) return undefined
  const files = await openFiles(places, work)
  return {
    ...work,
    fileOf: files.fileOf,
    close: async () => {
      files.close()
      await work.close()
    },
  }
}

async function openDatabaseWork({ folder, database }: StorePlaces): Promise<WordWork | undefined> {
  switch (database.kind) {
    case 'sqlite':
      return openFolderWordWork(folder)
    case 'postgres':
      return openPostgresWordWork(openDatabase(database.url))
  }
}

async function openFiles(
  { folder, contents = { kind: 'folder' } }: StorePlaces,
  { generationOf }: Pick<WordWork, 'generationOf'>,
): Promise<Pick<OpenedWordWork, 'fileOf'> & { close(): void }> {
  switch (contents.kind) {
    case 'folder':
      return {
        fileOf: async (content) => ({
          path: contentPath(folder, content),
          drop: async () => undefined,
        }),
        close: () => undefined,
      }
    case 's3':
      return fetchFrom(contents, folder, generationOf)
  }
}
