import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { BinaryFields } from '#server/store/binaries.ts'
import { openStore } from '#server/store/open-store.ts'
import { ORGANIZATION, startBinnacle, type Binnacle } from '../binnacle.ts'
import { timed } from '../measure.ts'
import { forgetPeak, peakMemory } from '../memory.ts'
import { duration, mib, printTable, ratio } from '../table.ts'
import { attacks, CLIENTS, TARGETS, type Attack } from './attacks.ts'

/** What is read while others attack. */
const SMALL = 'small'

/** A small read while many clients attack, as a ratio to the same one in quiet just before, and the memory that it takes. */
export async function benchHold(quick: boolean, of: (attack: Attack) => boolean): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-hold-'))
  const rows: string[][] = []
  try {
    await fill(folder, quick ? 5 : 118)
    for (const attack of attacks().filter(of)) {
      // Each has a server of its own, so that what one leaves behind is not the next one's.
      const server = await startBinnacle(folder)
      try {
        rows.push([attack.name, ...(await measure(server, attack, quick ? 1 : 8))])
      } finally {
        await server.stop()
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
  printTable(
    `A small read while ${CLIENTS} clients attack: the 95th percentile`,
    ['', 'quiet', 'attacked', 'ratio', 'slowest', 'reads', 'failed', 'peak memory', 'answered'],
    rows,
    [
      'One read after the other, 5 ms apart, over a connection that is there already. The last column is how the attackers were answered, by status.',
    ],
  )
}

async function measure(server: Binnacle, attack: Attack, seconds: number): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const read = () => readOnce(`${server.binaries}/${SMALL}`, server.headers, agent)
  for (let turn = 0; turn < 100; turn += 1) await read()
  const quiet = await sample(read, seconds)
  const script = fileURLToPath(new URL('./attacker.ts', import.meta.url))
  const base = server.binaries.replace(/\/Binary$/, '')
  // Whoever attacks has a token of their own.
  const token = await attackersToken(server)
  const child = spawn(process.execPath, [script, attack.name, base, token], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  await forgetPeak(server.pid)
  // The first moments are those of an attack that has not come up yet.
  await wait(500)
  const attacked = await sample(read, seconds)
  const peak = await peakMemory(server.pid)
  const said = once(child.stdout, 'data')
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const answered = JSON.parse(String((await said)[0])) as Record<string, number>
  await gone
  agent.destroy()
  const slowest = attacked.spent.at(-1) ?? Number.NaN
  return [
    duration(p95(quiet.spent)),
    duration(p95(attacked.spent)),
    ratio(p95(attacked.spent) / p95(quiet.spent)),
    duration(slowest),
    String(attacked.spent.length),
    String(attacked.failed),
    peak === undefined ? 'not known here' : mib(peak),
    Object.entries(answered)
      .map(([what, count]) => `${what}: ${count}`)
      .join(', '),
  ]
}

async function attackersToken(server: Binnacle): Promise<string> {
  const name = `attacker ${randomUUID()}`
  const organization = ['--organization', ORGANIZATION.id]
  const printed = await server.admin('token', 'add', name, '--access', 'write', ...organization)
  return printed.trim().split(/\s+/).at(-1) ?? ''
}

/** Milliseconds of each read that was answered, the shortest first. */
async function sample(
  read: () => Promise<unknown>,
  seconds: number,
): Promise<{ spent: number[]; failed: number }> {
  const spent: number[] = []
  let failed = 0
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    const time = await timed(read).catch(() => undefined)
    if (time === undefined) failed += 1
    else spent.push(time)
    await wait(5)
  }
  return { spent: spent.toSorted((one, other) => one - other), failed }
}

function p95(sorted: readonly number[]): number {
  return sorted[Math.ceil(sorted.length * 0.95) - 1] ?? Number.NaN
}

async function readOnce(url: string, headers: Record<string, string>, agent: Agent): Promise<void> {
  const outgoing = request(url, { agent, headers })
  outgoing.end()
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  if (answer.statusCode !== 200) throw new Error(`The read was answered with ${answer.statusCode}`)
}

/** What attacks work on, as an earlier release took it too: past what is taken now. */
async function fill(folder: string, versions: number): Promise<void> {
  const store = await openStore(folder)
  const put = (id: string, fields: Partial<BinaryFields>) =>
    store.binaries.commit({
      kind: 'update',
      organizationId: ORGANIZATION.id,
      id,
      author: 'bench',
      at: new Date().toISOString(),
      body: { fields: { resourceType: 'Binary', contentType: 'text/plain', ...fields } },
    })
  const holding = (value: unknown) => {
    return { meta: { extension: [{ url: 'urn:x', valueString: value } as { url: string }] } }
  }
  try {
    await store.organizations.add(ORGANIZATION)
    await put(SMALL, { language: 'en' })
    await put(TARGETS.content, { language: 'en' })
    await put(TARGETS.list, holding(Array.from({ length: 21_000 }, () => ({}))))
    for (let turn = 0; turn < versions; turn += 1) {
      await put(TARGETS.busy, holding(`${turn}${'x'.repeat(63 * 1024)}`))
      await put(TARGETS.legacy, holding(Array.from({ length: 190_000 }, () => 1e20)))
    }
  } finally {
    await store.close()
  }
}
