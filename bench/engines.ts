import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { StorePlaces } from '#server/store/places.ts'
import { startCluster } from '#test/postgres-cluster.ts'
import { startBinnacle, type Binnacle } from './binnacle.ts'
import { fillVersions } from './fill.ts'
import { interleave, timed, type Side } from './measure.ts'
import { queriesOf, requests } from './pages.ts'
import { duration, printTable, ratio } from './table.ts'

/** The same requests to two servers, of which one has SQLite and the other a PostgreSQL of its own on the same machine. */
export async function benchEngines(quick: boolean, full: boolean): Promise<void> {
  const size = full ? 1_000_000 : quick ? 5000 : 50_000
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-bench-'))
  const home = await mkdtemp(join(tmpdir(), 'binnacle-engine-'))
  const cluster = await startCluster(home, true)
  const servers: Binnacle[] = []
  try {
    const all: StorePlaces[] = [
      { folder: join(folder, 'sqlite'), database: { kind: 'sqlite' } },
      { folder: join(folder, 'postgres'), database: { kind: 'postgres', url: cluster.url } },
    ]
    for (const places of all) {
      const spent = await timed(() => fillVersions(places, size))
      const { kind } = places.database
      console.log(`Filled ${size.toLocaleString('en')} versions in ${duration(spent)} (${kind})`)
      const env = kind === 'postgres' ? { BINNACLE_DATABASE: cluster.url } : {}
      servers.push(await startBinnacle(places.folder, env))
    }
    printTable(
      `A server on PostgreSQL beside one on SQLite, ${size.toLocaleString('en')} versions, medians`,
      ['', 'SQLite', 'PostgreSQL', 'ratio'],
      await measured(servers, quick ? 5 : 30),
      [
        'A ratio of 1 is as fast, 2 takes twice as long. Both wait for the same disk before they answer a create.',
      ],
    )
  } finally {
    for (const server of servers) await server.stop()
    await cluster.stop('immediate')
    for (const one of [folder, home]) await rm(one, { recursive: true, force: true })
  }
}

async function measured(servers: readonly Binnacle[], rounds: number): Promise<string[][]> {
  const queries = await Promise.all(servers.map(queriesOf))
  const rows: [name: string, sides: Side[]][] = [...(queries[0]?.keys() ?? [])].map((name) => [
    name,
    servers.map((server, at) => requests(server, queries[at]?.get(name) ?? [])),
  ])
  for (const [name, query] of FINDS)
    rows.push([name, servers.map((server) => requests(server, [`${server.binaries}?${query}`]))])
  rows.push(['a create', servers.map((server) => creates(server, 1))])
  rows.push(['a create, of 20 at once', servers.map((server) => creates(server, 20))])
  const table: string[][] = []
  for (const [name, sides] of rows) {
    const [one = 0, other = 0] = await interleave(sides, rounds)
    table.push([name, duration(one), duration(other), ratio(other / one)])
  }
  return table
}

/** As the lists of the console ask; of names there are as many as Binaries. */
const FINDS: [name: string, query: string][] = [
  ['find: a part of a name', 'name:contains=document%2012&_count=50'],
  ['find: a type', 'content-type=image/png&_count=50'],
  ['find: a patient', 'security-context=Patient/17&_count=50'],
  ['sorted by name', '_sort=name&_count=50'],
]

/** @returns of one create, milliseconds */
function creates({ binaries, headers }: Binnacle, together: number): Side {
  const create = async () => {
    const response = await fetch(binaries, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'text/plain' },
      body: 'A note.',
    })
    await response.arrayBuffer()
    if (response.status !== 201) throw new Error(`A create was answered with ${response.status}.`)
  }
  return async () =>
    (await timed(() => Promise.all(Array.from({ length: together }, create)))) / together
}
