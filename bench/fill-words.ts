import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openWordWork } from '#server/store/open-words.ts'
import { wordBytes } from '#server/store/sqlite/words/open-words.ts'
import { fillBinaries } from './fill.ts'
import { benchText } from './letters.ts'

/**
 * Fills a new data folder with Binaries of different contents, and the index with a text for each. The contents
 * themselves are not written: what is measured never reads them, and a million files take longer than all else.
 * @returns bytes of the index for each byte of text
 */
export async function fillWords(folder: string, count: number, letters: number): Promise<number> {
  await fillBinaries(folder, count)
  const database = new DatabaseSync(join(folder, 'binnacle.sqlite'))
  database.exec('update version set sha256 = randomblob(32)')
  database.close()
  const work = await openWordWork(folder)
  if (!work) throw new Error('The index is made by somebody else.')
  while (await work.follow());
  let texts = 0
  for (let task = await work.next(); task !== undefined; task = await work.next()) {
    const text = benchText(texts, letters)
    await work.keep(task, { kind: 'indexed', text, isWhole: true })
    texts += 1
  }
  await work.rest()
  await work.close()
  return wordBytes(folder) / (texts * letters)
}
