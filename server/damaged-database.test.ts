import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { openSharedStore, openStore } from '#server/store/open-store.ts'
import { quickCheck } from '#server/store/sqlite/check/quick-check.ts'
import { contentFile } from '#test/content-file.ts'
import { client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'

const PAGE = 4096

/** As a disk does it: whole pages hold something else. */
async function damage(file: string, fromPage: number): Promise<void> {
  const { size } = await stat(file)
  expect(size).toBeGreaterThan((fromPage + 1) * PAGE)
  const handle = await open(file, 'r+')
  await handle.write(Buffer.alloc(size - fromPage * PAGE, 0x5a), 0, undefined, fromPage * PAGE)
  await handle.close()
}

async function folderWithData(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-damaged-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const store = await openSharedStore(folder, { make: true })
  for (let n = 0; n < 300; n += 1)
    await store.organizations.add({ id: `o${n}`, slug: `slug-${n}`, name: 'x'.repeat(200) })
  await store.close()
  new DatabaseSync(join(folder, 'binnacle.sqlite')).close()
  return folder
}

test('a check tells damaged pages, what is not a database, and what is well', async () => {
  const file = join(await folderWithData(), 'binnacle.sqlite')
  expect(quickCheck(file)).toEqual([])
  await damage(file, 30)
  expect(quickCheck(file)).not.toEqual([])
  await damage(file, 0)
  expect(quickCheck(file)).toEqual([expect.stringContaining('database')])
})

test.each([
  ['in the middle', 30],
  ['from its beginning', 0],
])(
  'a server does not start on a database that is damaged %s, and says what to do',
  async (_name, page) => {
    const folder = await folderWithData()
    const file = join(folder, 'binnacle.sqlite')
    // As a release before has left it: a newer schema must not be written over the damage.
    const older = new DatabaseSync(file)
    const version = older.prepare('pragma user_version').get() as { user_version: number }
    older.exec(`pragma user_version = ${version.user_version - 1}; pragma wal_checkpoint(truncate)`)
    older.close()
    await damage(file, page)
    const before = await readFile(file)
    const main = fileURLToPath(new URL('main.ts', import.meta.url))
    const child = spawn(process.execPath, [main], {
      env: { ...process.env, BINNACLE_DATA: folder, BINNACLE_DEMO: '0', PORT: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let err = ''
    child.stderr.on('data', (chunk: Buffer) => (err += String(chunk)))
    const [code] = (await once(child, 'close')) as [number]
    expect(code).toBe(1)
    expect(err.trim()).toMatch(/^The database in the data folder .* is damaged.* restore a backup/)
    expect(err.trim().split('\n')).toHaveLength(1)
    expect((await readFile(file)).equals(before)).toBe(true)
  },
)

test('damage that is met on the way: a clear word, /readyz is red, and nothing is written any more', async () => {
  await using server = await testServer()
  const { create } = client(server)
  const made = await Promise.all(
    Array.from({ length: 200 }, () =>
      create({ securityContext: { reference: 'Patient/1', display: 'x'.repeat(500) } }),
    ),
  )
  await server.restart()
  await damage(join(server.folder, 'data', 'binnacle.sqlite'), 40)
  const fresh = client(server)
  let told = 0
  for (const { id } of made) {
    const answer = await fresh.get(`${A}/${id}`)
    expect(answer.status).not.toBe(404)
    if (answer.status !== 200) {
      expect(answer.status).toBe(503)
      told += 1
      expect(answer.text).toMatch(/damaged.*restore a backup/s)
    }
  }
  expect(told).toBeGreaterThan(0)
  const body = { resourceType: 'Binary', contentType: 'text/plain', data: 'eA==' }
  const refused = await fresh.post(A, body)
  expect([refused.status, refused.text]).toEqual([503, expect.stringContaining('backup')])
  const ready = await fresh.get('/readyz', { token: null })
  expect([ready.status, ready.text]).toEqual([503, expect.stringContaining('damaged')])
})

test.each([
  ['missing', (file: string) => rm(file)],
  ['empty', (file: string) => truncate(file)],
])('content whose database is %s is not taken for unneeded by a new one', async (what, lose) => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-lost-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  // A folder without content is a new one, whatever its database is.
  await (await openStore(folder)).close()
  const file = join(folder, 'binnacle.sqlite')
  await lose(file)
  const store = await openStore(folder)
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  const staged = await store.contents.stage('o')
  await staged.write(Buffer.from('content'))
  const { sha256 } = await staged.keep()
  await store.close()
  await lose(file)
  await expect(openStore(folder)).rejects.toThrow(`binnacle.sqlite is ${what}`)
  await expect(openSharedStore(folder, { make: true })).rejects.toThrow(what)
  expect(await readFile(await contentFile(folder, sha256), 'utf8')).toBe('content')
})
