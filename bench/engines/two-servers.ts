import { availableParallelism } from 'node:os'
import type { Binnacle } from '../binnacle.ts'
import { rawBody } from '../bodies.ts'
import { call } from '../client.ts'
import { interleave, timed, type Side } from '../measure.ts'
import { familyTicks, processorTicks } from '../memory.ts'
import { duration, printTable, ratio } from '../table.ts'

/**
 * One server against two on the same database, turn by turn, each asked by as many callers; with two, each request goes to
 * the other one. Where all of them share few cores, time says what a second server costs; the processor's time says what
 * each part takes, which more cores do not change.
 * @param database the process of the database, which is the parent of all others of it
 * @param size how many versions there are
 */
export async function printTwoServers(
  one: Binnacle,
  other: Binnacle,
  { database, size, quick }: { database: number; size: number; quick: boolean },
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
      const asked = { requests, callers, ask, database }
      const cells = await compared([[one], [one, other]], asked, quick ? 3 : 9)
      rows.push([`${name}, ${callers} callers`, ...cells])
    }
  printTable(
    'One server and two on one PostgreSQL, time for each request',
    ['', 'one', 'two', 'two / one', 'one computes', 'database', 'two compute', 'database'],
    rows,
    [
      `Servers, database and callers share ${availableParallelism()} cores: where these are few, two servers have no more of them than one had, and the ratio says what a second one costs.\n` +
        'The last columns are processor time for each request, which says what cores of their own would give: a server computes for one request at a time.',
    ],
  )
}

interface Asked {
  requests: number
  callers: number
  ask: (server: Binnacle) => Promise<void>
}

/** @returns the cells of a row */
async function compared(
  groups: readonly (readonly Binnacle[])[],
  { database, ...asked }: Asked & { database: number },
  rounds: number,
): Promise<string[]> {
  const computed = groups.map(() => ({ servers: 0, database: 0 }))
  const sides = groups.map((servers, at): Side => {
    return async () => {
      const before = await ticks(servers, database)
      const spent = await timed(() => askMany(servers, asked))
      const after = await ticks(servers, database)
      const sums = computed[at]
      if (sums) {
        sums.servers += after.servers - before.servers
        sums.database += after.database - before.database
      }
      return spent / asked.requests
    }
  })
  const [alone = NaN, both = NaN] = await interleave(sides, rounds)
  // With the turn that does not count.
  const each = (sum: number) => duration((sum * 10) / (asked.requests * (rounds + 1)))
  return [
    ...[alone, both].map(duration),
    ratio(both / alone),
    ...computed.flatMap((sums) => [each(sums.servers), each(sums.database)]),
  ]
}

async function ticks(servers: readonly Binnacle[], database: number) {
  const each = await Promise.all(servers.map(({ pid }) => processorTicks(pid)))
  return {
    servers: each.reduce((sum, one) => sum + one, 0),
    database: await familyTicks(database),
  }
}

async function askMany(
  servers: readonly Binnacle[],
  { requests, callers, ask }: Asked,
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
