import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import type { StorePlaces } from '#server/store/places.ts'
import { dump, fill, newPlaces, withStore } from '#test/moved-stores.ts'
import { startS3, type TestS3 } from '#test/s3.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import { runAdmin } from '../run-admin.ts'

const ADMIN = fileURLToPath(new URL('../../admin.ts', import.meta.url))

let s3: TestS3
beforeAll(async () => void (s3 = await startS3()))
afterAll(() => s3.stop())

/** What a store is named by, as an operator writes it. */
function settingsOf({ folder, database, contents }: StorePlaces): Record<string, string> {
  const bucket = contents?.kind === 's3' ? contents : undefined
  const keys = bucket?.keys.kind === 'fixed' ? bucket.keys : undefined
  return {
    BINNACLE_DATA: folder,
    ...(database.kind === 'postgres' && { BINNACLE_DATABASE: database.url }),
    ...(bucket && {
      BINNACLE_CONTENT: `s3://${bucket.bucket}/${bucket.prefix}`,
      BINNACLE_S3_ENDPOINT: bucket.endpoint,
      BINNACLE_S3_REGION: bucket.region,
      AWS_ACCESS_KEY_ID: keys?.accessKeyId ?? '',
      AWS_SECRET_ACCESS_KEY: keys?.secretAccessKey ?? '',
    }),
  }
}

async function settingsFile(lines: Record<string, string> | string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-settings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, 'settings')
  const text =
    typeof lines === 'string'
      ? lines
      : Object.entries(lines)
          .map(([name, value]) => `${name}="${value}"\n`)
          .join('')
  await writeFile(path, text, { mode: 0o600 })
  return path
}

/** The command as it is typed. */
async function admin(args: string[], env: Record<string, string>) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runAdmin(args, {
    env,
    now: new Date(),
    out: (line) => void out.push(`${line}\n`),
    note: (line) => void err.push(`${line}\n`),
  })
  return { code, out: out.join(''), err: err.join('') }
}

test(
  'there and back, with settings of the environment and of a file',
  timeFor(30_000),
  async () => {
    const source = await newPlaces('sqlite + folder', s3)
    const engines = await newPlaces('postgres + s3', s3)
    const back = await newPlaces('sqlite + folder', s3)
    const before = await withStore(source, async (store) => {
      await fill(store, seeded(), 30)
      return dump(store)
    })
    const file = await settingsFile(settingsOf(engines))
    const there = ['migrate-store', '--from', 'env', '--to', file]
    const moved = await admin(there, settingsOf(source))
    expect(moved).toMatchObject({ code: 0, err: '' })
    expect(moved.out).toMatch(
      /^Moved and read back: 3 organizations, 2 tokens, \d+ versions, \d+ files of .*, \d+ records of the audit log\./,
    )
    const again = await admin(there, settingsOf(source))
    expect(again).toMatchObject({ code: 1, out: '' })
    expect(again.err).toContain('is not empty')
    const last = await admin(['migrate-store', '--from', file, '--to', 'env'], settingsOf(back))
    expect(last).toMatchObject({ code: 0, err: '' })
    expect(await withStore(back, dump)).toEqual(before)
  },
)

test('says what it can not use, and no secret', async () => {
  const settings = settingsOf(await newPlaces('sqlite + folder', s3))
  const to = async (lines: Record<string, string> | string) =>
    admin(['migrate-store', '--from', 'env', '--to', await settingsFile(lines)], settings)
  const secret = 'hunter22-hunter22'
  const wrong = await to(`BINNACLE_DATA=/x\nBINNACLE_TOKEN ${secret}\n`)
  expect(wrong).toMatchObject({ code: 1, out: '' })
  expect(wrong.err).toMatch(/^Line 2 of .* is not NAME=value\.\n$/)
  const bad = await to({ BINNACLE_DATABASE: `mysql://me:${secret}@host/x` })
  expect(bad.err).toMatch(/^In .*: BINNACLE_DATABASE must be/)
  expect(bad.err).not.toContain(secret)
  const missing = await to({ BINNACLE_DATABASE: `postgres://me:${secret}@127.0.0.1:9/x` })
  expect(missing).toMatchObject({ code: 1, out: '' })
  expect(missing.err).toContain('There is no Binnacle data')
  expect(await admin(['migrate-store', '--from', 'env', '--to', 'env'], settings)).toMatchObject({
    code: 2,
  })
  expect(
    (await admin(['migrate-store', '--from', 'env', '--to', '/nowhere'], settings)).err,
  ).toContain('/nowhere can')
})

test.each(['postgres + s3', 'sqlite + folder'] as const)(
  'killed at any moment it goes on: to %s',
  timeFor(60_000),
  async (kind) => {
    const random = seeded(kind)
    const [source, target] = [await newPlaces('sqlite + folder', s3), await newPlaces(kind, s3)]
    const before = await withStore(source, async (store) => {
      await fill(store, random, 60)
      return dump(store)
    })
    const args = ['migrate-store', '--from', 'env', '--to', await settingsFile(settingsOf(target))]
    const env = { PATH: process.env['PATH'], ...settingsOf(source) }
    for (let round = 0; round < rounds(2); round += 1) {
      const running = spawn(process.execPath, [ADMIN, ...args], {
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      const said = text(running.stderr)
      const ended = once(running, 'exit')
      await Promise.race([ended, delay(random.int(300, 1500))])
      running.kill('SIGKILL')
      const [code] = (await ended) as [number | null]
      // It may have been faster than the kill, or the one before it, and then there is nothing left to do.
      if (code === 1) expect(await said).toContain('is not empty')
      if (code === 0 || code === 1) break
      expect(code).toBeNull()
    }
    const last = await admin(args, settingsOf(source))
    if (last.code !== 0) expect(last.err).toContain('is not empty')
    expect(await withStore(target, dump)).toEqual(before)
    expect(await withStore(source, dump)).toEqual(before)
  },
)
