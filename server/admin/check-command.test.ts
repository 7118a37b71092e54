import { randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { startChecker } from '#server/check/start-checker.ts'
import { openCheckWork } from '#server/store/check/open-check.ts'
import { create, fields, stored } from '#server/store/contract/support.ts'
import { openStore } from '#server/store/open-store.ts'
import type { Store } from '#server/store/store.ts'
import { contentFile } from '#test/content-file.ts'
import { runAdmin } from './run-admin.ts'

const base = await mkdtemp(join(tmpdir(), 'binnacle-check-'))
afterAll(() => rm(base, { recursive: true }))

const admin = async (data: string, ...args: string[]) => adminUntil(undefined, data, ...args)

async function adminUntil(signal: AbortSignal | undefined, data: string, ...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []]
  const code = await runAdmin(['check', ...args], {
    env: { BINNACLE_DATA: data },
    now: new Date(),
    out: (line) => out.push(line),
    note: (line) => err.push(line),
    ...(signal && { signal }),
  })
  return { code, out: out.join('\n'), err: err.join('\n') }
}

async function put(store: Store, id: string, content: Buffer, organizationId = 'here') {
  const { ref, staged } = await stored(store, content, organizationId)
  await store.binaries.commit(
    create(id, { organizationId, body: { fields: fields(), content: ref } }),
  )
  await staged.drop()
  return ref
}

/** A row that is not as its table says. */
async function spoilDatabase(data: string) {
  const database = new DatabaseSync(join(data, 'binnacle.sqlite'))
  database.exec(`pragma ignore_check_constraints = on;
    insert into content_fault (sha256, owner, fault, noticed) values (x'00', 1, 'odd', 0)`)
  database.close()
}

async function filled() {
  const data = await mkdtemp(join(base, 'data-'))
  const store = await openStore(data)
  for (const id of ['here', 'there'])
    await store.organizations.add({ id, slug: `${id}-clinic`, name: id })
  const refs = []
  for (let at = 0; at < 12; at += 1) {
    const size = at === 5 ? 1_500_000 : 1000 + at
    refs.push(await put(store, `b${at}`, randomBytes(size), at % 2 === 0 ? 'here' : 'there'))
  }
  const spoil = async ({ sha256, size }: { sha256: string; size: number }) =>
    writeFile(await contentFile(data, sha256), randomBytes(size))
  return { data, store, refs, spoil }
}

test('without a server it tells what is damaged, missing and unneeded, and ends with 1', async () => {
  const { data, store, refs, spoil } = await filled()
  const left = await stored(store, 'nobody needs this')
  await store.close()
  expect(await admin(data)).toEqual({
    code: 0,
    out: expect.stringMatching(
      /^12 contents, 1.5.MB, read from .*\n0 damaged, 0 missing\.\n1 file unneeded, 17.bytes: npm run admin -- collect removes them\.$/,
    ) as string,
    err: '',
  })
  await spoil(refs[4]!)
  await rm(await contentFile(data, refs[7]!.sha256))
  const found = await admin(data)
  expect([found.code, found.err]).toEqual([1, expect.stringContaining('damaged or missing')])
  expect(found.out).toMatch(
    new RegExp(`here-clinic +b4 +1 \\(current\\) +damaged .*${refs[4]!.sha256}`),
  )
  expect(found.out).toMatch(
    new RegExp(`there-clinic +b7 +1 \\(current\\) +missing .*${refs[7]!.sha256}`),
  )
  expect(found.out).toContain('1 damaged, 1 missing.')
  expect((await admin(data, '--last')).out).toBe(found.out)
  const lines = (await admin(data, '--json')).out
    .split('\n')
    .map((line) => JSON.parse(line) as object)
  expect(lines).toEqual([
    expect.objectContaining({ organization: 'here', id: 'b4', fault: 'damaged' }),
    expect.objectContaining({ organization: 'there', id: 'b7', fault: 'missing' }),
    expect.objectContaining({ damaged: 1, missing: 1 }),
  ])
  expect(left.ref.size).toBe(17)
})

test('beside a server it finds the same, and what was healed meanwhile is well again', async () => {
  const { data, store, refs, spoil } = await filled()
  onTestFinished(() => store.close())
  await spoil(refs[5]!)
  expect((await admin(data)).code).toBe(1)
  expect(await store.check.ofOrganization('there', 10)).toMatchObject({
    damaged: 1,
    versions: [{ id: 'b5', versionId: '1', current: true, fault: 'damaged' }],
    more: false,
  })
  // Of another organization nothing is told.
  expect(await store.check.ofOrganization('here', 10)).toMatchObject({ damaged: 0, versions: [] })
  await rm(await contentFile(data, refs[5]!.sha256))
  await admin(data)
  expect((await store.check.state()).missing).toBe(1)
  const again = randomBytes(5000)
  const ref = await put(store, 'again', again)
  await writeFile(await contentFile(data, ref.sha256), randomBytes(5000))
  await admin(data)
  await put(store, 'healed', again)
  expect(await store.check.ofOrganization('here', 10)).toMatchObject({ damaged: 0 })
})

test('it makes the sums of chunks of what was stored before there were any, and mends damaged ones', async () => {
  const { data, store, refs } = await filled()
  onTestFinished(() => store.close())
  const large = refs[5]!
  const { openDatabase } = await import('#server/store/sqlite/database.ts')
  const database = openDatabase(join(data, 'binnacle.sqlite'))
  onTestFinished(() => database.close())
  const read = async () => {
    const opened = await store.contents.open(large, { range: { start: 300_000, end: 300_009 } })
    return Array.fromAsync(opened.bytes())
  }
  const count = database.one<{ rows: number }>('select count(*) as rows from content_sums')
  expect(count()?.rows).toBe(1)
  database.script('delete from content_sums')
  expect(await read()).toHaveLength(1)
  await admin(data)
  expect(count()?.rows).toBe(1)
  database.script(`update content_sums set sums = zeroblob(length(sums))`)
  await expect(read()).rejects.toThrow('damaged')
  expect((await admin(data)).code).toBe(0)
  expect(await read()).toHaveLength(1)
  // Of what was given up nothing is left.
  await (await stored(store, randomBytes(900_000))).staged.drop()
  expect(count()?.rows).toBe(2)
  await admin(data)
  expect(count()?.rows).toBe(1)
})

test('a check that was broken off goes on where it was, unless it is to begin anew', async () => {
  const { data, store, refs, spoil } = await filled()
  onTestFinished(() => store.close())
  const order = refs.map(({ sha256 }) => sha256).toSorted()
  const [first, last] = [order[0], order.at(-1)].map((name) =>
    refs.find(({ sha256 }) => sha256 === name),
  )
  const work = await openCheckWork(data)
  let looked = 0
  const options = { mayGoOn: () => (looked += 1) <= 6, pace: async () => undefined }
  expect(await work?.run({ ...options, signal: new AbortController().signal })).toBe(false)
  await work?.close()
  expect((await store.check.state()).current).toMatchObject({ contents: 6 })
  await spoil(first!)
  await spoil(last!)
  expect((await admin(data)).out).toContain('1 damaged, 0 missing.')
  expect((await store.check.state()).last).toMatchObject({ contents: 12 })
  expect((await admin(data, '--restart')).out).toContain('2 damaged, 0 missing.')
})

test('Ctrl+C ends it, and says that the next one goes on', async () => {
  const { data, store } = await filled()
  await store.close()
  expect(await adminUntil(AbortSignal.abort(), data)).toEqual({
    code: 1,
    out: '',
    err: 'Stopped. The next check goes on from here.',
  })
  expect((await admin(data)).code).toBe(0)
})

test('while the folder of contents is away nothing is called missing', async () => {
  const { data, store } = await filled()
  onTestFinished(() => store.close())
  const { rename } = await import('node:fs/promises')
  await rename(join(data, 'contents'), join(data, 'away'))
  await expect(admin(data)).rejects.toThrow('is not there')
  expect(await store.check.state()).toMatchObject({ missing: 0, damaged: 0 })
  await rename(join(data, 'away'), join(data, 'contents'))
  expect((await admin(data)).code).toBe(0)
})

test('the server does it by itself, where one is due, and lets an operator go on with it', async () => {
  const { data, store, refs, spoil } = await filled()
  await spoil(refs[0]!)
  const failures: unknown[] = []
  const onFailure = (error: unknown) => void failures.push(error)
  const told: string[] = []
  let now = Date.now()
  const options = {
    places: data,
    reports: store.check,
    hours: 1,
    now: () => now,
    onDamage: (problem: string) => void told.push(problem),
    onFailure,
    look: 50,
  }
  const checker = startChecker(options)
  onTestFinished(async () => {
    await checker.stop()
    await store.close()
  })
  const finished = async () => (await store.check.state()).last?.finished
  await expect.poll(finished, { timeout: 20_000 }).toBeDefined()
  expect(await store.check.state()).toMatchObject({ damaged: 1 })
  const first = await finished()
  await delay(300)
  expect(await finished()).toBe(first)
  now += 2 * 3_600_000
  await expect.poll(finished, { timeout: 20_000 }).not.toBe(first)
  expect((await admin(data)).code).toBe(1)
  expect(told).toEqual([])
  await spoilDatabase(data)
  now += 2 * 3_600_000
  await expect.poll(() => told, { timeout: 20_000 }).toEqual([expect.stringContaining('CHECK')])
  expect((await admin(data, '--last')).out).toContain(`The database is damaged: ${told[0]}`)
  expect(failures).toEqual([])
})
