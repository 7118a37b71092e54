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
const TIMES = ['quiet', 'beside', 'attacked', 'of quiet', 'of beside', 'slowest']
const COLUMNS = ['', ...TIMES, 'reads', 'failed', 'peak memory', 'answered']

/**
 * A small read while many clients attack, as a ratio to the same one in quiet just before, and to one of a second server
 * that nobody attacks, turn by turn: what attackers take of a processor that they share with the server is in both. And
 * the memory that it takes.
 */
export async function benchHold(quick: boolean, of: (attack: Attack) => boolean): Promise<void> {
  const parent = await mkdtemp(join(tmpdir(), 'binnacle-hold-'))
  const [folder, other] = [join(parent, 'attacked'), join(parent, 'beside')]
  const rows: string[][] = []
  try {
    await fill(folder, quick ? 5 : 118)
    await fill(other, 1)
    for (const attack of attacks().filter(of)) {
      // Each has a server of its own, so that what one leaves behind is not the next one's.
      const server = await startBinnacle(folder)
      const beside = await startBinnacle(other)
      try {
        rows.push([attack.name, ...(await measure({ server, beside }, attack, quick ? 1 : 8))])
      } finally {
        await beside.stop()
        await server.stop()
      }
    }
  } finally {
    await rm(parent, { recursive: true, force: true })
  }
  printTable(`A small read while ${CLIENTS} clients attack: the 95th percentile`, COLUMNS, rows, [
    'One read after the other, 5 ms apart, over a connection that is there already, by turns from the server that is attacked and from one beside it that is not.',
    'The last column is how the attackers were answered, by status.',
  ])
}

async function measure(
  { server, beside }: { server: Binnacle; beside: Binnacle },
  attack: Attack,
  seconds: number,
): Promise<string[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const from = ({ binaries, headers }: Binnacle) => readOnce(`${binaries}/${SMALL}`, headers, agent)
  for (let turn = 0; turn < 100; turn += 1) for (const one of [server, beside]) await from(one)
  const [quiet] = await sample([() => from(server)], seconds)
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
  const [attacked, aside] = await sample([() => from(server), () => from(beside)], 2 * seconds)
  const peak = await peakMemory(server.pid)
  const said = once(child.stdout, 'data')
  const gone = once(child, 'exit')
  child.kill('SIGTERM')
  const answered = JSON.parse(String((await said)[0])) as Record<string, number>
  await gone
  agent.destroy()
  return [
    ...[quiet, aside, attacked].map((one) => duration(p95(one))),
    ...[quiet, aside].map((one) => ratio(p95(attacked) / p95(one))),
    duration(attacked?.spent.at(-1) ?? Number.NaN),
    String(attacked?.spent.length),
    String(attacked?.failed),
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

interface Sample {
  /** Milliseconds of each read that was answered, the shortest first. */
  spent: number[]
  failed: number
}

/** @param reads done by turns @returns of each */
async function sample(reads: (() => Promise<unknown>)[], seconds: number): Promise<Sample[]> {
  const samples = reads.map((read) => ({ read, spent: [] as number[], failed: 0 }))
  const end = performance.now() + seconds * 1000
  while (performance.now() < end) {
    for (const one of samples) {
      const time = await timed(one.read).catch(() => undefined)
      if (time === undefined) one.failed += 1
      else one.spent.push(time)
      await wait(5)
    }
  }
  return samples.map(({ spent, failed }) => ({ spent: spent.toSorted((a, b) => a - b), failed }))
}

function p95(sample: Sample | undefined): number {
  const { spent = [] } = sample ?? {}
  return spent[Math.ceil(spent.length * 0.95) - 1] ?? Number.NaN
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
