import { availableParallelism } from 'node:os'
import type { Binnacle } from '../binnacle.ts'
import { rawBody } from '../bodies.ts'
import { call } from '../client.ts'
import { interleave, timed, type Side } from '../measure.ts'
import { duration, printTable, ratio } from '../table.ts'

/**
 * One server against two on the same database, turn by turn, each asked by as many callers; with two, each request goes to
 * the other one.
 * @param size how many `binary-…` there are
 */
export async function printTwoServers(
  one: Binnacle,
  other: Binnacle,
  { size, quick }: { size: number; quick: boolean },
): Promise<void> {
  const rows: string[][] = []
  const create = async ({ binaries, headers }: Binnacle) => {
    await call(binaries, { method: 'POST', headers, body: rawBody(1000) })
  }
  let at = 0
  const read = async ({ binaries, headers }: Binnacle) => {
    at = (at + 7919) % Math.floor(size / 25)
    await call(`${binaries}/binary-${at * 5 + 2}?_elements=id,contentType`, { headers })
  }
  for (const [name, ask] of [
    ['create of 1 KB', create],
    ['read', read],
  ] as const)
    for (const callers of [8, 32]) {
      const requests = callers * (quick ? 10 : 50)
      const sides = [[one], [one, other]].map(
        (servers): Side =>
          () =>
            timed(() => askMany(servers, { requests, callers, ask })),
      )
      const [alone = NaN, both = NaN] = await interleave(sides, quick ? 3 : 9)
      const times = [alone, both].map((time) => duration(time / requests))
      rows.push([`${name}, ${callers} callers`, ...times, ratio(both / alone)])
    }
  printTable(
    'One server and two on one PostgreSQL, time for each request',
    ['', 'one', 'two', 'two / one'],
    rows,
    [
      `Servers, database and callers share ${availableParallelism()} cores, so that two have no more of them than one had.`,
    ],
  )
}

async function askMany(
  servers: readonly Binnacle[],
  {
    requests,
    callers,
    ask,
  }: { requests: number; callers: number; ask: (server: Binnacle) => Promise<void> },
): Promise<void> {
  let asked = 0
  const caller = async () => {
    while (asked < requests) {
      const server = servers[asked % servers.length]
      asked += 1
      if (server) await ask(server)
    }
  }
  await Promise.all(Array.from({ length: callers }, caller))
}
