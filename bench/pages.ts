import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBinnacle, type Binnacle } from './binnacle.ts'
import { call, callJson } from './client.ts'
import { BUSY, fillVersions } from './fill.ts'
import { interleave, timed, type Side } from './measure.ts'
import { duration, printTable, ratio } from './table.ts'

/** What lists ask for. */
const ELEMENTS = '_elements=id,meta,language,contentType,securityContext'

/** Search and histories of a small and a large organization: pages should cost the same. */
export async function benchPages(quick: boolean): Promise<void> {
  const sizes = quick ? [1000, 50_000] : [10_000, 1_000_000]
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-bench-'))
  const servers: Binnacle[] = []
  try {
    for (const size of sizes) {
      const data = join(folder, String(size))
      const spent = await timed(() => fillVersions(data, size))
      console.log(`Filled ${size.toLocaleString('en')} versions in ${duration(spent)}`)
      servers.push(await startBinnacle(data))
    }
    const [small, large] = await Promise.all(servers.map(queriesOf))
    const rows: string[][] = []
    for (const [name, urls] of small ?? []) {
      const sides = [urls, large?.get(name) ?? []].map((them, at) => requests(servers[at], them))
      const [fewer = 0, more = 0] = await interleave(sides, quick ? 10 : 40)
      rows.push([name, duration(fewer), duration(more), ratio(more / fewer)])
    }
    const head = sizes.map((size) => `${size.toLocaleString('en')} versions`)
    printTable('Pages of a small and a large organization, medians', ['', ...head, 'ratio'], rows, [
      'Pages of 50 entries; those half way down of 500. A fifth of all versions belong to the Binary whose history is read.\n' +
        'A ratio of 1 is as fast at the larger size, 2 takes twice as long.',
    ])
  } finally {
    for (const server of servers) await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** One turn asks for each address once; several addresses keep one lucky place in the cache from deciding. */
function requests(server: Binnacle | undefined, urls: string[]): Side {
  return async () => {
    const spent = await timed(async () => {
      for (const url of urls) await call(url, { headers: server?.headers ?? {} })
    })
    return spent / urls.length
  }
}

/** The same questions to each server; what depends on its size (an id, an instant, a page half way) is looked up first. */
async function queriesOf(server: Binnacle): Promise<Map<string, string[]>> {
  const { binaries } = server
  const busy = `${binaries}/${BUSY}`
  const total = await totalOf(server, `${binaries}/_history`)
  const ids = Array.from({ length: 10 }, (_, at) => Math.floor((total / 50) * at) * 5 + 1)
  const deepHistory = await halfWay(server, `${binaries}/_history`)
  const since = await instantBefore(server, `${binaries}/_history?_count=500`)
  return new Map([
    ['search, first page', [`${binaries}?${ELEMENTS}`]],
    ['search, page half way', [await halfWay(server, binaries)]],
    ['search, total alone', [`${binaries}?_count=0`]],
    ['search by 10 ids', [`${binaries}?${ELEMENTS}&_id=${ids.map((id) => `binary-${id}`).join()}`]],
    ['search by language', [`${binaries}?${ELEMENTS}&_language=de`]],
    ['search by 2 languages', [`${binaries}?${ELEMENTS}&_language=de,fr`]],
    ['instance history, first page', [`${busy}/_history?${ELEMENTS}`]],
    ['instance history, page half way', [await halfWay(server, `${busy}/_history`)]],
    ['type history, first page', [`${binaries}/_history?${ELEMENTS}`]],
    ['type history, page half way', [deepHistory]],
    ['type history since an instant', [`${binaries}/_history?${ELEMENTS}&_since=${since}`]],
    ['read by id', ids.map((id) => `${binaries}/binary-${id}`)],
    ['read of a version', ids.map((id) => `${busy}/_history/${Math.ceil(id / 5)}`)],
  ])
}

interface Bundle {
  total: number
  link: { relation: string; url: string }[]
  entry: { resource?: { meta: { lastUpdated: string } } }[]
}

async function totalOf({ headers }: Binnacle, url: string): Promise<number> {
  return ((await callJson(`${url}?_count=0`, { headers })) as Bundle).total
}

/** The 500th newest instant: as many entries at each size. */
async function instantBefore({ headers }: Binnacle, url: string): Promise<string> {
  const { entry } = (await callJson(url, { headers })) as Bundle
  return entry.at(-1)?.resource?.meta.lastUpdated ?? ''
}

/** Follows `next` to the page in the middle, and answers its address. */
async function halfWay(server: Binnacle, list: string): Promise<string> {
  const { headers } = server
  const pages = Math.floor((await totalOf(server, list)) / 500 / 2)
  let url = `${list}?${ELEMENTS}&_count=500`
  for (let page = 0; page < pages; page += 1) {
    const { link } = (await callJson(url, { headers })) as Bundle
    const next = link.find(({ relation }) => relation === 'next')?.url
    if (next === undefined) throw new Error(`${list} ended before its middle`)
    url = next
  }
  return url
}
