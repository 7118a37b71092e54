import { startBinnacle, type Binnacle } from './binnacle.ts'
import { call, callJson } from './client.ts'
import { interleave, type Side } from './measure.ts'
import { processorTicks } from './memory.ts'
import { duration, printTable, ratio } from './table.ts'

const KINDS = [
  { name: 'read of 1 KB', path: (id: string) => `/${id}`, accept: 'application/octet-stream' },
  { name: 'search, one page', path: () => '?_count=10', accept: 'application/fhir+json' },
]

/** What counting costs each request: processor time of servers with and without metrics, turn by turn. */
export async function benchMetrics(quick: boolean): Promise<void> {
  const requests = quick ? 500 : 2000
  const servers = [
    await startBinnacle(),
    await startBinnacle(undefined, { BINNACLE_METRICS_PORT: '0' }),
  ]
  const rows: string[][] = []
  try {
    const ids = await Promise.all(servers.map(stored))
    for (const { name, path, accept } of KINDS) {
      const sides = servers.map((server, at): Side => {
        const url = server.binaries + path(ids[at] ?? '')
        return async () => (await processorTime(server, url, accept, requests)) / requests
      })
      const [without = 0, with_ = 0] = await interleave(sides, quick ? 3 : 9)
      const more = `${((with_ - without) * 1000).toFixed(1)} µs`
      rows.push([name, duration(without), duration(with_), more, ratio(with_ / without)])
    }
  } finally {
    for (const server of servers) await server.stop()
  }
  printTable(
    'Processor time of the server for each request, without and with metrics: medians',
    ['', 'without', 'with', 'more', 'ratio'],
    rows,
    [
      `${requests} requests a turn, one after the other. The system counts in hundredths of a second.`,
    ],
  )
}

async function stored({ binaries, headers }: Binnacle): Promise<string> {
  const body = {
    contentType: 'application/octet-stream',
    length: 1000,
    chunks: () => [Buffer.alloc(1000, 1)],
  }
  const { headers: answered } = await call(binaries, { method: 'POST', headers, body })
  const found = await callJson(new URL(answered.location ?? '', binaries).href, {
    headers: { ...headers, accept: 'application/fhir+json' },
  })
  return (found as { id: string }).id
}

/** Milliseconds that the server computed for so many requests. Linux only. */
async function processorTime(
  { pid, headers }: Binnacle,
  url: string,
  accept: string,
  requests: number,
): Promise<number> {
  const before = await processorTicks(pid)
  for (let at = 0; at < requests; at += 1) await call(url, { headers: { ...headers, accept } })
  return ((await processorTicks(pid)) - before) * 10
}
