import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { cp, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, test } from 'vitest'
import { filledServer, longest, spoil } from '#test/backup-data.ts'
import { newFolder } from '#test/new-folder.ts'
import { whyNoSmallDisk } from '#test/small-disk.ts'
import { progressOn } from './progress.ts'

const ADMIN = fileURLToPath(new URL('../admin.ts', import.meta.url))
const noSmallDisk = await whyNoSmallDisk()

const server = await filledServer()
afterAll(() => server[Symbol.asyncDispose]())

/** The command as it is typed, in a process of its own. */
function admin(args: string[], data = server.data) {
  const env = { ...process.env, BINNACLE_DATA: data }
  return new Promise<{ code: number; out: string; err: string }>((resolve) => {
    execFile(process.execPath, [ADMIN, ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

test('a backup is made beside the server, checked, and restored', async () => {
  const folder = await newFolder('command')
  const backup = join(folder, 'backup')
  const made = await admin(['backup', backup])
  expect(made.code).toBe(0)
  expect(made.out).toMatch(
    /^Backed up the state of \S+Z into .*\n2 organizations, \d+ versions, \d+ files of /,
  )
  expect(made.err).toContain('keep a backup on another disk')
  const checked = await admin(['backup', backup, '--check'])
  expect(checked).toMatchObject({ code: 0, err: '' })
  expect(checked.out).toContain('It is whole')
  const data = join(folder, 'data')
  const could = await admin(['restore', backup, '--check'], data)
  expect(could).toMatchObject({ code: 0, err: '' })
  expect(could.out).toContain('It can be restored into')
  expect(await readdir(folder)).toEqual(['backup'])
  const restored = await admin(['restore', backup], data)
  expect(restored).toMatchObject({ code: 0, err: '' })
  expect(restored.out).toMatch(/^Restored the state of \S+Z into /)
  expect(
    (await admin(['organization', 'list', '--json'], data)).out.trim().split('\n'),
  ).toHaveLength(2)
  const over = await admin(['restore', backup], data)
  expect(over).toMatchObject({ code: 1, out: '' })
  expect(over.err).toContain('nothing is restored over data')
})

test('what is damaged is named, and ends with 1', async () => {
  const backup = join(await newFolder('command'), 'backup')
  await admin(['backup', backup, '--copy'])
  const path = await longest(join(backup, 'files'))
  await spoil(path)
  const checked = await admin(['backup', backup, '--check'])
  expect(checked.code).toBe(1)
  expect(checked.out).toContain(`damaged: ${path.slice(join(backup, 'files').length + 1)}`)
  const restored = await admin(['restore', backup], join(backup, '..', 'data'))
  expect(restored.code).toBe(1)
  expect(restored.err).toContain('--incomplete')
})

test('a database that is damaged stops it, in words', async () => {
  const data = join(await newFolder('command'), 'data')
  await cp(server.data, data, { recursive: true, filter: (path) => !path.endsWith('-wal') })
  await writeFile(join(data, 'binnacle.sqlite'), Buffer.alloc(40_960, 0x5a))
  const backup = join(await newFolder('command'), 'backup')
  const stopped = await admin(['backup', backup], data)
  expect(stopped.code).toBe(1)
  expect(stopped.err).toMatch(/^The database is damaged: [^\n]*\n[^\n]*restore a backup[^\n]*\n$/)
  expect(await readdir(backup)).not.toContain('backup.jsonl')
})

test('Ctrl+C stops it, and the same command goes on', { timeout: 120_000 }, async () => {
  const env = { ...process.env, BINNACLE_DATA: server.data }
  for (let tries = 0; ; tries += 1) {
    const backup = join(await newFolder('command'), 'backup')
    const child = spawn(process.execPath, [ADMIN, 'backup', backup, '--copy'], {
      env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => void (err += String(chunk)))
    const ended = once(child, 'close') as Promise<[number | null, string | null]>
    while (!existsSync(join(backup, 'database.sqlite')) && child.exitCode === null) await delay(1)
    child.kill('SIGINT')
    const [code] = await ended
    // It was faster.
    if (code === 0 && tries < 10) continue
    expect([code, err]).toEqual([1, 'The same command goes on where it was.\nStopped.\n'])
    expect(await readdir(backup)).not.toContain('backup.jsonl')
    expect((await admin(['backup', backup, '--copy'])).code).toBe(0)
    expect((await admin(['backup', backup, '--check'])).code).toBe(0)
    return
  }
})

test.skipIf(noSmallDisk !== undefined)(
  'on a disk that is full it says so, and leaves no half of a backup',
  async () => {
    const disk = await newFolder('command')
    const script = `mount -t tmpfs -o size=2m none "$0" || exit 9
    for turn in early late; do "$1" "$2" backup "$0/b"; echo "$turn $?"; ls "$0/b"; done
    dd if=/dev/zero of="$0/filler" bs=4k 2>/dev/null; "$1" "$2" backup "$0/c"; echo "none $?"; ls "$0"`
    const unshare = [
      '--user',
      '--map-root-user',
      '--mount',
      '--propagation',
      'private',
      'sh',
      '-c',
      script,
    ]
    const env = { ...process.env, BINNACLE_DATA: server.data }
    const { out, err } = await new Promise<{ out: string; err: string }>((resolve) => {
      execFile('unshare', [...unshare, disk, process.execPath, ADMIN], { env }, (_, out, err) =>
        resolve({ out, err }),
      )
    })
    expect(err).toMatch(
      /bytes left, and \d+ are needed[\s\S]*is full\. What was copied so far is not usable yet/,
    )
    expect(out).toMatch(/early 1[\s\S]*late 1[\s\S]*none 1/)
    expect(out).not.toMatch(/backup\.jsonl|database\.sqlite/)
  },
)

test('progress is a line that changes on a terminal, and a line now and then elsewhere', () => {
  for (const isTTY of [true, false]) {
    let now = 0
    const written: string[] = []
    const progress = progressOn({ isTTY, write: (text) => written.push(text) }, () => now)
    for (; now <= 25_000; now += 50) progress.show(() => `at ${now}`)
    progress.end()
    progress.end()
    if (isTTY) {
      expect(written.length).toBeGreaterThan(100)
      expect(written[0]).toBe('\rat 200\u001B[K')
      expect(written.at(-1)).toBe('\r\u001B[K')
    } else expect(written).toEqual(['at 10000\n', 'at 20000\n'])
  }
})
