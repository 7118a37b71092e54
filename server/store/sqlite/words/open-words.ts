import { statSync } from 'node:fs'
import { join } from 'node:path'
import { StoreAway, StoreUnavailable } from '../../errors.ts'
import { lockFolder } from '../../folder/folder-lock.ts'
import type { WordIndex, WordWork } from '../../words.ts'
import { openDatabase, type Database } from '../database.ts'
import { dropWords, openWordDatabaseAlone, wordFile } from './word-database.ts'
import type { LocalWords } from './word-files.ts'
import { openWordIndex } from './word-index.ts'
import { openWordWork } from './word-work.ts'

/**
 * The index for whoever asks it; its database is opened, and made where it is missing, when it is asked first. One that
 * turns out to be damaged is taken away and made anew, since all of it is made from the store: what it knew is not known
 * until it has been read again.
 */
export function openWords(folder: string, store: Database): LocalWords {
  let opened: { index: LocalWords; file: number | undefined } | undefined
  let isDamaged = false
  const close = () => {
    void opened?.index.close()
    opened = undefined
  }
  const index = (): LocalWords => {
    // Whoever makes the index may have taken a damaged one away.
    if (opened && opened.file !== fileOf(folder)) close()
    if (!opened) {
      isDamaged = false
      const onDamage = () => (isDamaged = true)
      const made = openOn(folder, onDamage, (words) => openWordIndex(words, store))
      opened = { index: made, file: fileOf(folder) }
    }
    return opened.index
  }
  const heal = (error: unknown): void => {
    if (!isDamaged) throw error
    close()
    dropWords(folder)
  }
  const asked = async <Result>(ask: (words: LocalWords) => Promise<Result>): Promise<Result> => {
    try {
      return await ask(index())
    } catch (error) {
      heal(error)
      return ask(index())
    }
  }
  return {
    among: (...what) => asked((words) => words.among(...what)),
    files: (...what) => {
      try {
        return index().files(...what)
      } catch (error) {
        heal(error)
        return index().files(...what)
      }
    },
    state: (...what) => asked((words) => words.state(...what)),
    pending: (...what) => asked((words) => words.pending(...what)),
    rebuild: (...what) => asked((words) => words.rebuild(...what)),
    close: async () => close(),
  }
}

/** Opens what stands on the database of words. One that is damaged is made anew. */
function openOn<Opened>(
  folder: string,
  onDamage: () => void,
  make: (words: Database) => Opened,
): Opened {
  for (let isLast = false; ; isLast = true) {
    const words = openWordDatabaseAlone(folder, onDamage)
    try {
      return make(words)
    } catch (error) {
      // Of tables that it can't make sense of, FTS5 says only that it can't open them.
      words.close()
      if (isLast) throw error
      dropWords(folder)
    }
  }
}

/** Tells one file at its path from another. */
function fileOf(folder: string): number | undefined {
  return statSync(wordFile(folder), { throwIfNoEntry: false })?.ino
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
    let isDamaged = false
    const onDamage = () => (isDamaged = true)
    const work = openOn(folder, onDamage, (words) => openWordWork(words, store))
    const file = fileOf(folder)
    return {
      ...work,
      hasNews: () => {
        if (fileOf(folder) !== file) throw new StoreAway('The index of words was taken away.')
        return work.hasNews()
      },
      close: async () => {
        await work.close()
        // The next to make it begins anew.
        if (isDamaged) dropWords(folder)
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
