import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from '#server/store/open-store.ts'
import { listening } from '#test/killed-server.ts'

const MAIN = fileURLToPath(new URL('main.ts', import.meta.url))
const DAY = 86_400_000

/**
 * A data folder that was used last so many days ago, as the machine's clock has it.
 * @param isKept whether by a server that notes how late it is, as none did before
 */
async function folderOf(days: number, isKept = true): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-clock-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = await openStore(folder)
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  await store.audit.append({
    at: new Date(Date.now() - days * DAY).toISOString(),
    requestId: 'r',
    interaction: 'read',
    status: 200,
    duration: 1,
    bytes: 0,
  })
  if (isKept) await store.stamps.keep(Date.now() - days * DAY)
  await store.close()
  return folder
}

/** @returns the address of one that listens, or what it said when it ended */
async function start(folder: string, env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [MAIN], {
    env: {
      ...process.env,
      BINNACLE_DATA: folder,
      BINNACLE_DEMO: '0',
      PORT: '0',
      BINNACLE_LOG_LEVEL: 'silent',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let err = ''
  child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)))
  const closed = once(child, 'close')
  const url = await Promise.race([listening(child), closed.then(() => undefined)])
  const stop = async () => {
    child.kill('SIGTERM')
    await closed
  }
  return { url, code: child.exitCode, err: () => err.trim(), stop }
}

test('a clock ten years ahead of the last stamp keeps the server from starting, in one line', async () => {
  const folder = await folderOf(3653)
  const refused = await start(folder)
  expect(refused.code).toBe(1)
  expect(refused.err()).toMatch(/3653 days after the last stamp .* BINNACLE_CLOCK_JUMP=allow\.$/)
  expect(refused.err().split('\n')).toHaveLength(1)

  const allowed = await start(folder, { BINNACLE_CLOCK_JUMP: 'allow' })
  expect(allowed.url).toBeDefined()
  const ready = await fetch(`${allowed.url}/readyz`)
  expect(await ready.json()).toMatchObject({ checks: { clock: 'ok' } })
  await allowed.stop()

  // Once is enough: it was remembered how late it is.
  const again = await start(folder)
  expect(again.url).toBeDefined()
  await again.stop()
})

test('what a release before has written, or a backup restored, may rightly be old', async () => {
  const first = await start(await folderOf(30, false))
  expect(first.url).toBeDefined()
  await first.stop()
})

test('a clock that is behind what was stamped is shown, and the server starts', async () => {
  const late = await start(await folderOf(-30))
  const ready = await fetch(`${late.url}/readyz`)
  expect([ready.status, await ready.json()]).toEqual([
    200,
    expect.objectContaining({
      checks: expect.objectContaining({ clock: { warning: expect.stringContaining('behind') } }),
    }),
  ])
  await late.stop()
})

test('the newest stamp is that of a version, of the audit log, or of a server that had nothing to do', async () => {
  const folder = await folderOf(10, false)
  const store = await openStore(folder)
  onTestFinished(() => store.close())
  const read = Date.now() - 10 * DAY
  expect(Math.abs((await store.stamps.last()) - read)).toBeLessThan(60_000)
  await store.stamps.keep(read + 5000)
  await store.stamps.keep(read + 120_000)
  expect(await store.stamps.last()).toBe(read + 120_000)
})
