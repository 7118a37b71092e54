import { startBinnacle, type Binnacle } from '../binnacle.ts'
import { rawBody } from '../bodies.ts'
import { call, callJson } from '../client.ts'
import { BUSY } from '../fill.ts'
import { ELEMENTS, questionsOf } from '../find.ts'
import { interleave, timed, type Side } from '../measure.ts'
import { duration, printTable, ratio } from '../table.ts'
import { openEngines, type EngineOptions } from './filled-engines.ts'
import { textsAmong } from './texts.ts'
import { printTwoServers } from './two-servers.ts'

/**
 * SQLite and PostgreSQL, filled with the same and asked the same, turn by turn. PostgreSQL runs on this machine and waits for
 * its disk, so that what a network costs comes on top.
 */
export async function benchEngines(options: EngineOptions): Promise<void> {
  const { quick } = options
  const { engines, size, database, close } = await openEngines(options)
  const servers: Binnacle[] = []
  try {
    if (options.fillOnly === true) return
    for (const { folder, env } of engines) servers.push(await startBinnacle(folder, env))
    await printWrites(servers, quick)
    await printReads(servers, { size, quick })
    const one = servers.at(-1)
    const beside = engines.at(-1)
    if (one && beside) {
      const other = await startBinnacle(beside.folder, beside.env)
      servers.push(other)
      await printTwoServers(one, other, { database, size, quick })
    }
  } finally {
    for (const server of servers) await server.stop()
    await close()
  }
}

const HEADINGS = ['', 'entries', 'SQLite', 'PostgreSQL', 'PostgreSQL / SQLite']

async function printWrites(servers: readonly Binnacle[], quick: boolean): Promise<void> {
  const rows: string[][] = []
  for (const writers of [1, 8]) {
    const sides = servers.map(
      (server): Side =>
        () =>
          timed(() => createMany(server, { creates: quick ? 40 : 400, writers })),
    )
    const [sqlite = NaN, postgres = NaN] = await interleave(sides, quick ? 2 : 6)
    const times = [sqlite, postgres].map((time) => duration(time / (quick ? 40 : 400)))
    rows.push([`create, ${writers} at once`, '', ...times, ratio(postgres / sqlite)])
  }
  printTable('Creates of 1 KB, each', HEADINGS, rows, [
    'Both wait for the disk; SQLite for one file, PostgreSQL for its log.',
  ])
}

async function createMany(
  { binaries, headers }: Binnacle,
  { creates, writers }: { creates: number; writers: number },
): Promise<void> {
  let left = creates
  const writer = async () => {
    while (left > 0) {
      left -= 1
      const { status } = await call(binaries, {
        method: 'POST',
        headers,
        body: rawBody(1000),
      })
      if (status !== 201) throw new Error(`A create was answered with ${status}.`)
    }
  }
  await Promise.all(Array.from({ length: writers }, writer))
}

async function printReads(
  servers: readonly Binnacle[],
  { size, quick }: { size: number; quick: boolean },
): Promise<void> {
  const rows: string[][] = []
  for (const [name, paths] of readsOf(size)) {
    const counts: number[] = []
    for (const { binaries, headers } of servers) {
      const answer = await callJson(binaries + (paths[0] ?? ''), { headers })
      counts.push((answer as { entry?: unknown[] }).entry?.length ?? 0)
    }
    if (new Set(counts).size > 1) throw new Error(`${name}: ${counts.join(' and ')} entries.`)
    const sides = servers.map(
      ({ binaries, headers }): Side =>
        async () =>
          (await timed(async () => {
            for (const path of paths) await call(binaries + path, { headers })
          })) / paths.length,
    )
    const [sqlite = NaN, postgres = NaN] = await interleave(sides, quick ? 3 : 15)
    const times = [duration(sqlite), duration(postgres), ratio(postgres / sqlite)]
    rows.push([name, String(counts[0] ?? 0), ...times])
  }
  printTable(
    `Reads, histories, searches and finds among ${size.toLocaleString('en')} versions`,
    HEADINGS,
    rows,
    ['Medians of turns in which each is asked in its turn; pages of 50.'],
  )
}

const PAGE = `_count=50&${ELEMENTS}`

function readsOf(size: number): [name: string, paths: string[]][] {
  const some = Array.from({ length: 5 }, (_, at) => Math.floor(size / 25) * 5 * at + 2)
  return [
    ['read', some.map((at) => `/binary-${at}?${ELEMENTS}`)],
    ['read a version', some.map((at) => `/binary-${at}/_history/1?${ELEMENTS}`)],
    ['history of one', some.map((at) => `/binary-${at}/_history?${PAGE}`)],
    ['history of one of many versions', [`/${BUSY}/_history?${PAGE}`]],
    ['history of all', [`/_history?${PAGE}`]],
    ['search, newest', [`?${PAGE}`]],
    ['search by language', [`?_language=de&${PAGE}`]],
    ...[...questionsOf(size, textsAmong(size))].map(([name, asked]): [string, string[]] => [
      name,
      asked.map((query) => `?${PAGE}&${query}`),
    ]),
  ]
}
