import { statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from './errors.ts'
import { lockFolder } from './folder-lock.ts'
import { contentPath } from './folder/content-files.ts'
import { openDatabase, type Database } from './sqlite/database.ts'
import { openWordDatabase, openWordDatabaseAlone, wordFile } from './sqlite/words/word-database.ts'
import type { LocalWords } from './sqlite/words/word-files.ts'
import { openWordIndex } from './sqlite/words/word-index.ts'
import { openWordWork as openWork } from './sqlite/words/word-work.ts'
import type { WordIndex, WordTask, WordWork } from './words.ts'

/** The index for whoever asks it; its database is opened, and made where it is missing, when it is asked first. */
export function openWords(folder: string, store: Database): LocalWords {
  let opened: LocalWords | undefined
  const index = () => (opened ??= openWordIndex(openWordDatabase(folder), store))
  return {
    among: async (...asked) => index().among(...asked),
    files: (...asked) => index().files(...asked),
    state: async (...asked) => index().state(...asked),
    rebuild: async (...asked) => index().rebuild(...asked),
    close: async () => opened?.close(),
  }
}

/** The index as a port. @param folder `undefined` where words are not indexed */
export function wordsPort(words: LocalWords, folder: string | undefined): WordIndex {
  return {
    ...words,
    files: async (...asked) => words.files(...asked),
    bytes: async () => (folder === undefined ? 0 : wordBytes(folder)),
  }
}

/** The making of the index, with the contents to be read. */
export interface OpenedWordWork extends WordWork {
  /**
   * A file that holds the content.
   * @returns with what takes it away again, where it was made for this alone
   */
  fileOf(task: WordTask, signal: AbortSignal): Promise<{ path: string; drop(): Promise<void> }>
}

/**
 * Opens the making of the index, for a data folder whose store is there.
 * @returns `undefined` while another process is at it
 */
export async function openWordWork(folder: string): Promise<OpenedWordWork | undefined> {
  let lock: { release(): void }
  try {
    lock = lockFolder(folder, 'words-lock')
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined
    throw error
  }
  try {
    const store = openDatabase(join(folder, 'binnacle.sqlite'))
    store.script('pragma query_only = on')
    const work = openWork(openWordDatabaseAlone(folder), store)
    return {
      ...work,
      fileOf: async (content) => ({
        path: contentPath(folder, content),
        drop: async () => undefined,
      }),
      close: async () => {
        await work.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Bytes that the index takes on the disk. */
export function wordBytes(folder: string): number {
  return ['', '-wal'].reduce(
    (sum, suffix) =>
      sum + (statSync(wordFile(folder) + suffix, { throwIfNoEntry: false })?.size ?? 0),
    0,
  )
}
