import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { BackupRefused, hasManifest } from '#server/store/backup/manifest.ts'
import { StoreUnavailable } from '#server/store/errors.ts'
import { openStore } from '#server/store/open-store.ts'
import { backups, contentsIn, neededBy, rewound, stateOf } from '#test/backups.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { KilledWriters } from '#test/killed-writers.ts'
import { rounds, seeded } from '#test/torture.ts'

const ADMIN = fileURLToPath(new URL('../admin.ts', import.meta.url))
const TOKEN = 'kills-test-token-0123456789'
const KILLS = 8

let folder: string
beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), 'binnacle-kills-backup-'))))
afterEach(() => rm(folder, { recursive: true, force: true }))

/** The command as it is typed. @param after milliseconds after which it is killed; never without */
async function admin(data: string, args: string[], after?: number): Promise<string> {
  const env = { ...process.env, BINNACLE_DATA: data }
  const child = spawn(process.execPath, [ADMIN, ...args], {
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => void (said += String(chunk)))
  const timer = after === undefined ? undefined : setTimeout(() => child.kill('SIGKILL'), after)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(timer)
  if (code !== 0 && signal !== 'SIGKILL')
    throw new Error(`${args.join(' ')} ended with ${code}: ${said}`)
  return signal ?? ''
}

/** Kills the real command at random moments, both ways, while the real server writes. */
test.each(Array.from({ length: rounds(1) }, (_, turn) => turn + 1))(
  `after ${KILLS} kills neither a backup nor what is restored is half a thing that looks whole (%i)`,
  { timeout: 300_000 },
  async (turn) => {
    const random = seeded(String(turn))
    const data = join(folder, 'data')
    const store = await openStore(data)
    await store.organizations.add({ id: 'o', slug: 'o-slug', name: 'O' })
    await store.close()
    const writers = new KilledWriters('o', TOKEN, random)
    const server = startProcess(data, TOKEN)
    const writing = writers.write(await listening(server))
    await delay(700)
    const copy = random.once(2) ? ['--copy'] : []
    const took = await timeOf(() => admin(data, ['backup', join(folder, 'first'), ...copy]))
    const backup = join(folder, 'backup')
    let cut = 0
    for (let round = 0; round < KILLS; round += 1) {
      const ended = await admin(
        data,
        ['backup', backup, ...copy],
        took * random.fraction() * (round === 0 ? 0.5 : 1),
      )
      if (ended === '') break
      cut += 1
      if (await hasManifest(backup)) break
      await expect(backups.check(backup)).rejects.toThrow(BackupRefused)
      await expect(backups.restore(backup, join(folder, 'none'))).rejects.toThrow(BackupRefused)
    }
    expect(cut).toBeGreaterThan(0)
    if (!(await hasManifest(backup))) await admin(data, ['backup', backup, ...copy])
    await killed(server)
    await writing
    for (const name of ['first', 'backup'])
      expect((await backups.check(join(folder, name))).faults).toEqual([])

    const restored = join(folder, 'restored')
    const long = await timeOf(() => admin(join(folder, 'other'), ['restore', backup]))
    for (let round = 0; round < KILLS; round += 1) {
      if ((await admin(restored, ['restore', backup], long * random.fraction())) === '') break
      const opened = await openStore(restored, { make: false }).catch((error: unknown) => error)
      if (opened instanceof Error) expect(opened).toBeInstanceOf(StoreUnavailable)
      else {
        await (opened as Awaited<ReturnType<typeof openStore>>).close()
        break
      }
    }
    const isWhole = await openStore(restored, { make: false }).then(
      (opened) => opened.close().then(() => true),
      () => false,
    )
    if (!isWhole) await admin(restored, ['restore', backup])
    const then = stateOf(join(restored, 'binnacle.sqlite'))
    expect(then.versions).toEqual(rewound(stateOf(join(data, 'binnacle.sqlite')), then))
    expect(then.versions.length).toBeGreaterThan(10)
    const contents = await contentsIn(join(restored, 'contents'))
    expect([...new Set(contents.values())].sort()).toEqual(neededBy(then))
  },
)

/** @returns milliseconds */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}
