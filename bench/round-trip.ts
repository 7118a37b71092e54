import { startBare } from './bare.ts'
import { startBinnacle } from './binnacle.ts'
import { jsonBody, rawBody } from './bodies.ts'
import { call } from './client.ts'
import { median, timed } from './measure.ts'
import { forgetPeak, peakMemory } from './memory.ts'
import { duration, mib, printTable, ratio } from './table.ts'

interface Leg {
  name: string
  milliseconds: number[]
  bare: number[]
  /** Bytes. */
  peaks: (number | undefined)[]
}

/** 1 GiB of content in and out, as JSON and as it is, with the most memory that the whole server took for each. */
export async function benchRoundTrip(quick: boolean): Promise<void> {
  const size = (quick ? 64 : 1024) * 1024 ** 2
  const server = await startBinnacle()
  const bare = await startBare()
  const legs = new Map<string, Leg>()
  const measure = async (
    name: string,
    ours: () => Promise<unknown>,
    plain: () => Promise<unknown>,
  ) => {
    const leg = legs.get(name) ?? { name, milliseconds: [], bare: [], peaks: [] }
    legs.set(name, leg)
    await forgetPeak(server.pid)
    leg.milliseconds.push(await timed(ours))
    leg.peaks.push(await peakMemory(server.pid))
    leg.bare.push(await timed(plain))
  }
  const { headers } = server
  try {
    for (let round = 0; round < (quick ? 1 : 3); round += 1) {
      for (const [form, make, accept] of [
        ['JSON', jsonBody, 'application/fhir+json'],
        ['raw', rawBody, 'application/octet-stream'],
      ] as const) {
        const body = make(size)
        const copy = `${bare.url}/copy`
        let url = ''
        await measure(
          `create, ${form}`,
          async () => {
            const answer = await call(server.binaries, { method: 'POST', headers, body })
            url = new URL(answer.headers.location ?? '', server.url).href
          },
          () => call(copy, { method: 'POST', body }),
        )
        await call(copy, { method: 'DELETE' })
        const { headers: found } = await call(url, { headers: { ...headers, accept } })
        await call(copy, { method: 'POST', body: rawBody(Number(found['content-length'])) })
        await measure(
          `read, ${form}`,
          () => call(url, { headers: { ...headers, accept } }),
          () => call(copy),
        )
        await call(copy, { method: 'DELETE' })
      }
    }
  } finally {
    await bare.stop()
    await server.stop()
  }
  print(size, [...legs.values()])
}

function print(size: number, legs: Leg[]): void {
  const rows = legs.map(({ name, milliseconds, bare, peaks }) => {
    const known = peaks.filter((peak) => peak !== undefined)
    const [ours, plain] = [median(milliseconds), median(bare)]
    const peak = known.length === 0 ? 'not known here' : mib(Math.max(...known))
    return [name, duration(ours), duration(plain), ratio(plain / ours), peak]
  })
  printTable(
    `${mib(size)} of content in and out: medians, and the most resident memory of the whole server`,
    ['', 'Binnacle', 'bare', 'ratio', 'peak memory'],
    rows,
    [
      'Bare: writes the same request bytes to a file, without waiting for the disk; sends a file of as many bytes.',
    ],
  )
}
