import { statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreUnavailable } from '../../errors.ts'
import { lockFolder } from '../../folder/folder-lock.ts'
import type { WordIndex, WordWork } from '../../words.ts'
import { openDatabase, type Database } from '../database.ts'
import { openWordDatabase, openWordDatabaseAlone, wordFile } from './word-database.ts'
import type { LocalWords } from './word-files.ts'
import { openWordIndex } from './word-index.ts'
import { openWordWork } from './word-work.ts'

/** The index for whoever asks it; its database is opened, and made where it is missing, when it is asked first. */
export function openWords(folder: string, store: Database): LocalWords {
  let opened: LocalWords | undefined
  const index = () => (opened ??= openWordIndex(openWordDatabase(folder), store))
  return {
    among: async (...asked) => index().among(...asked),
    files: (...asked) => index().files(...asked),
    state: async (...asked) => index().state(...asked),
    pending: async (...asked) => index().pending(...asked),
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

/**
 * The making of the index, for a data folder whose store is there.
 * @returns `undefined` while another process is at it
 */
export function openFolderWordWork(folder: string): WordWork | undefined {
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
    const work = openWordWork(openWordDatabaseAlone(folder), store)
    return {
      ...work,
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
