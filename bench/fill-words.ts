import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { openWordWork } from '#server/store/open-words.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { openDatabase } from '#server/store/postgres/database.ts'
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
  const texts = await indexTexts({ folder, database: { kind: 'sqlite' } }, letters)
  return wordBytes(folder) / (texts * letters)
}

/** Gives every version another content, and the index the same texts in the same order. @returns how many */
export async function indexTexts(places: StorePlaces, letters: number): Promise<number> {
  await tellContentsApart(places)
  const work = await openWordWork(places)
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
  return texts
}

async function tellContentsApart({ folder, database }: StorePlaces): Promise<void> {
  switch (database.kind) {
    case 'sqlite': {
      const file = new DatabaseSync(join(folder, 'binnacle.sqlite'))
      file.exec('update version set sha256 = randomblob(32)')
      file.close()
      return
    }
    case 'postgres': {
      const engine = openDatabase(database.url)
      await engine.transaction(async (transaction) => {
        await transaction.script(`set local statement_timeout = 0;
          update version set sha256 = sha256(convert_to(organization || '/' || sequence, 'UTF8'));
          delete from word_content;
          insert into word_content (organization, sha256)
          select organization, sha256 from version
          where superseded is null and fields is not null order by organization, sequence`)
      })
      await engine.close()
    }
  }
}
