import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openWordWork } from '#server/store/open-words.ts'
import { wordBytes } from '#server/store/sqlite/words/open-words.ts'
import { fillBinaries, indexOf } from './fill.ts'
import { benchText } from './letters.ts'

/**
 * Fills a new data folder with Binaries of different contents, and the index with a text for each. The contents
 * themselves are not written: what is measured never reads them, and a million files take longer than all else.
 * @returns bytes of the index for each byte of text
 */
export async function fillWords(folder: string, count: number, letters: number): Promise<number> {
  await fillBinaries(folder, count)
  const texts = await indexTexts(folder, (index) => benchText(index, letters))
  return wordBytes(folder) / (texts * letters)
}

/**
 * Gives every version of a data folder another content, and the index the texts of those that are current. One that was
 * broken off goes on.
 * @param textOf of the version of this number
 * @param told how many there are, after each
 * @returns how many it took
 */
export async function indexTexts(
  folder: string,
  textOf: (index: number) => string,
  told: (texts: number) => void = () => undefined,
): Promise<number> {
  tellContentsApart(folder)
  const work = await openWordWork(folder)
  if (!work) throw new Error('The index is made by somebody else.')
  while (await work.follow());
  let texts = 0
  for (let task = await work.next(); task !== undefined; task = await work.next()) {
    const text = textOf(indexOf(task.name))
    await work.keep(task, { kind: 'indexed', text, isWhole: true })
    texts += 1
    told(texts)
  }
  await work.rest()
  await work.close()
  return texts
}

function tellContentsApart(folder: string): void {
  const file = new DatabaseSync(join(folder, 'binnacle.sqlite'))
  // All at once: those of a filling that was broken off share a few.
  const sql = 'select count(*) > count(distinct sha256) as shared from version'
  if (file.prepare(sql).get()?.['shared'] === 1)
    file.exec('update version set sha256 = randomblob(32)')
  file.close()
}
