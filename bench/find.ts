import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBinnacle, type Binnacle } from './binnacle.ts'
import { call, callJson } from './client.ts'
import { fillWords } from './fill-words.ts'
import { benchText, IN_NEARLY_ALL, ONE_IN_A_HUNDRED } from './letters.ts'
import { interleave, timed, type Side } from './measure.ts'
import { duration, printTable, ratio } from './table.ts'

/** Without the contents, which are not there. */
export const ELEMENTS = '_elements=id,meta,language,contentType,securityContext'

/**
 * Finds by name and by content beside searches by id.
 * @param size Binaries of the organization
 * @param kept a data folder that is used, and filled before where it is missing; otherwise one is filled and taken away
 */
export async function benchFinds(quick: boolean, size: number, kept?: string): Promise<void> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), 'binnacle-bench-')))
  let server: Binnacle | undefined
  try {
    if (kept === undefined || !existsSync(kept)) {
      const spent = await timed(() => fillWords(folder, size, 300))
      console.log(`Filled ${size.toLocaleString('en')} Binaries in ${duration(spent)}`)
    }
    server = await startBinnacle(folder)
    for (const count of [50, 1]) await printFinds(server, { size, count, quick })
  } finally {
    await server?.stop()
    if (kept === undefined) await rm(folder, { recursive: true, force: true })
  }
}

interface Finds {
  size: number
  /** Entries of a page. */
  count: number
  quick: boolean
}

async function printFinds(server: Binnacle, { size, count, quick }: Finds): Promise<void> {
  const { binaries, headers } = server
  const questions = questionsOf(size, size)
  const names = [...questions.keys()]
  const address = (asked: string | undefined) =>
    `${binaries}?${ELEMENTS}&_count=${count}&${asked ?? ''}`
  const counts: number[] = []
  for (const asked of questions.values()) {
    const bundle = await callJson(address(asked[0]), { headers })
    counts.push((bundle as { entry?: unknown[] }).entry?.length ?? 0)
  }
  const fastest = names.map(() => Infinity)
  const sides = [...questions.values()].map((asked, at): Side => {
    return async () => {
      const spent = await timed(async () => {
        for (const one of asked) await call(address(one), { headers })
      })
      fastest[at] = Math.min(fastest[at] ?? Infinity, spent / asked.length)
      return spent / asked.length
    }
  })
  const medians = await interleave(sides, quick ? 5 : 30)
  const beside = (times: number[], at: number, other: number) =>
    ratio((times[at] ?? Number.NaN) / (times[other] ?? Number.NaN))
  printTable(
    `Finds among ${size.toLocaleString('en')} Binaries, pages of ${count}`,
    ['', 'entries', 'median', '/ one id', '/ 50 ids', 'fastest', '/ one id', '/ 50 ids'],
    names.map((name, at) => [
      name,
      String(counts[at] ?? 0),
      ...[medians, fastest].flatMap((times) => [
        duration(times[at] ?? Number.NaN),
        beside(times, at, 0),
        beside(times, at, 1),
      ]),
    ]),
    [
      `A ratio of 1 is as fast as a search by one id, which answers one entry, or by fifty, which answers ${count}. Totals as they come. On a busy machine the fastest turn says more than the median.`,
    ],
  )
}

/**
 * Each with several values, where it has values; the first of them says how many entries there are.
 * @param texts how many there are
 */
export function questionsOf(size: number, texts: number): Map<string, string[]> {
  const some = spread(size, 5)
  const cases = spread(texts, 5)
  const fifty = spread(size, 50)
  return new Map([
    ['search by id', some.map((at) => `_id=binary-${at}`)],
    ['search by 50 ids', [`_id=${fifty.map((at) => `binary-${at}`).join()}`]],
    ['find by name', some.map((at) => `find=document+${at}`)],
    ['find by patient', some.map((at) => `find=Patient/${at % 997}`)],
    ['security-context', some.map((at) => `security-context=Patient/${at % 997}`)],
    ['name', some.map((at) => `name=document+${at}.`)],
    ['name, in all', ['name=document']],
    ['content, part of a ninth', ['_content=case-3']],
    ['content, in one text', cases.slice(1).map((at) => `_content=case-${at}`)],
    ['content, two words', cases.map((at) => `_content=case-${at}+${IN_NEARLY_ALL}`)],
    ['content, in one of a hundred', [`_content=${ONE_IN_A_HUNDRED}`]],
    ['content, in nearly all', [`_content=${IN_NEARLY_ALL}`]],
    ['content, in none', ['_content=zyzzyva']],
    ['name, in all, sorted by name', ['name=document&_sort=name']],
    ['content, sorted by name', [`_content=${ONE_IN_A_HUNDRED}&_sort=name`]],
  ])
}

/** Numbers below `size`, all of which `fillVersions` gives to Binaries. */
function spread(size: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => Math.floor((size / 5 / count) * at) * 5 + 3)
}

/** Creates beside the index in the making, and without it. */
export async function benchIndexedCreates(quick: boolean): Promise<void> {
  const [indexed, plain] = await Promise.all([
    startBinnacle(undefined),
    startBinnacle(undefined, { BINNACLE_CONTENT_INDEX: '0' }),
  ])
  let made = 0
  const batch = quick ? 50 : 400
  const creates = (server: Binnacle): Side => {
    return () =>
      timed(async () => {
        let left = batch
        const writer = async () => {
          while (left > 0) {
            left -= 1
            made += 1
            await call(server.binaries, {
              method: 'POST',
              headers: { ...server.headers, prefer: 'return=minimal' },
              body: textBody(benchText(made, 2000)),
            })
          }
        }
        await Promise.all(Array.from({ length: 6 }, writer))
      })
  }
  try {
    const rounds = quick ? 3 : 15
    const [beside = Number.NaN, without = Number.NaN] = await interleave(
      [creates(indexed), creates(plain)],
      rounds,
    )
    const rate = (milliseconds: number) => `${Math.round((batch / milliseconds) * 1000)} a second`
    printTable(
      'Creates of texts of 2,000 letters, six at a time, medians',
      ['', 'creates'],
      [
        ['with the index of words', rate(beside)],
        ['without it', rate(without)],
        ['ratio', ratio(without / beside)],
      ],
      ['A ratio of 1 is as fast with the index, 0.5 half as fast.'],
    )
  } finally {
    await indexed.stop()
    await plain.stop()
  }
}

function textBody(text: string) {
  const bytes = Buffer.from(text)
  return {
    contentType: 'text/plain',
    length: bytes.length,
    chunks: () => [bytes],
  }
}

/** Bytes of the index for each byte of text, for texts of several lengths. */
export async function benchIndexWeight(quick: boolean): Promise<void> {
  const rows: string[][] = []
  for (const letters of quick ? [1000, 10_000] : [500, 2000, 10_000, 100_000]) {
    const folder = await mkdtemp(join(tmpdir(), 'binnacle-bench-'))
    try {
      const count = Math.ceil((quick ? 1_000_000 : 4_000_000) / letters)
      const weight = await fillWords(folder, count, letters)
      rows.push([letters.toLocaleString('en'), count.toLocaleString('en'), ratio(weight)])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  printTable(
    'What the index of words weighs',
    ['letters of a text', 'texts', 'bytes for each byte of text'],
    rows,
  )
}
