import { execFile } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { hashToken } from './auth/authenticate.ts'
import { openStore } from './store/open-store.ts'

const ADMIN = fileURLToPath(new URL('admin.ts', import.meta.url))

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'binnacle-admin-'))
})
afterAll(() => rm(folder, { recursive: true }))

interface Ended {
  code: number
  out: string
  err: string
}

/** Runs the command as it is typed, in a process of its own. */
function admin(args: string[], data = join(folder, 'data')): Promise<Ended> {
  const env = { ...process.env, BINNACLE_DATA: data }
  return new Promise((resolve) => {
    execFile(process.execPath, [ADMIN, ...args], { env }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err })
    })
  })
}

describe.concurrent('the help', () => {
  test.each([
    [['--help'], 'token add'],
    [['token', '--help'], 'token revoke'],
    [['organization', 'add', '--help'], '--slug <slug>'],
    [['organization', 'list', '--help'], '--json'],
    [['token', 'add', '--help'], '--expires <when>'],
    [['token', 'list', '--help'], '--json'],
    [['token', 'revoke', '--help'], '--name <text>'],
    [['audit', '--help'], '--from <date or instant>'],
    [['collect', '--help'], 'Stop the server first'],
    [['audit', '--from', 'nonsense', '-h'], '--count'],
  ])('%j goes to stdout', async (args, text) => {
    const { code, out, err } = await admin(args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain(text)
  })
})

describe.concurrent('what is not understood ends with 2 and says what to do', () => {
  test.each([
    [[], 'Usage: npm run admin'],
    [['token'], 'token revoke'],
    [['tokens'], 'There is no command "tokens"'],
    [['token', 'ad'], 'There is no command "token ad"'],
    [['token', 'add'], '--name <text> is missing'],
    [['token', 'add', '--name'], "'--name <value>' argument missing"],
    [['token', 'add', '--name='], '--name needs a value'],
    [['token', 'add', '--name', 'x', '--name', 'y', '--all'], '--name is given twice'],
    [['token', 'add', '--name', 'x'], '--organization, or --all'],
    [['token', 'add', '--name', 'x', '--all', '--organization', 'y'], '--organization, or --all'],
    [['token', 'add', '--name', 'oidc:["x","y"]', '--all'], '--name can not begin with "oidc:"'],
    [['token', 'add', '--name', 'Ann Lee (ann at id.example)', '--all'], '"(SUB at HOST)"'],
    [['token', 'add', '--name', 'x', '--all', '--access', 'all'], '--access takes read or write'],
    [['token', 'add', '--name', 'x', '--all', '--expires', '5m'], '--expires takes how long'],
    [['token', 'add', '--name', 'x', '--all', '--expires', '2020-01-01'], 'is past'],
    [['token', 'add', '--name', 'x', '--all', '--colour'], "Unknown option '--colour'"],
    [['token', 'list', 'extra'], '"extra" belongs to no option'],
    [['organization', 'add'], '--name <text> is missing'],
    [['organization', 'add', '--name', '長崎'], 'give one with --slug'],
    [['organization', 'add', '--name', 'x', '--slug', 'A b'], '--slug takes'],
    [['organization', 'add', '--name', 'x', '--id', '..'], '--id takes'],
    [['audit', '--from', '2026-02-30'], '--from takes a day such as'],
    [['audit', '--to', 'yesterday'], '--to takes a day such as'],
    [['audit', '--from', '2026-11-02', '--to', '2026-11-01'], '--from must be earlier'],
    [['audit', '--count', '0'], '--count takes a whole number'],
  ])('%j', async (args, text) => {
    const { code, out, err } = await admin(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(text)
    expect(err).not.toContain('    at ')
  })
})

describe.concurrent('what can not be done ends with 1 and one line', () => {
  test.each([
    [['token', 'list'], 'nowhere', 'There is no Binnacle data in'],
    [['collect'], 'nowhere', 'There is no Binnacle data in'],
    [['organization', 'add', '--name', 'x'], 'a-file', 'is not a folder'],
    [['organization', 'add', '--name', 'x'], 'a-file/below', 'is not a folder'],
  ])('%j in %s', async (args, data, text) => {
    await writeFile(join(folder, 'a-file'), 'x')
    const { code, out, err } = await admin(args, join(folder, data))
    expect({ code, out }).toEqual({ code: 1, out: '' })
    expect(err).toContain(text)
    expect(err.trim().split('\n')).toHaveLength(1)
  })
})

test('a day of an operator, beside a running server', async () => {
  const data = await mkdtemp(join(folder, 'day-'))
  const run = (...args: string[]) => admin(args, data)
  expect(await run('organization', 'add', 'Städtische Klinik')).toMatchObject({ code: 0 })
  // From here on a server has the folder.
  const store = await openStore(data)
  onTestFinished(() => store.close())

  expect(await run('organization', 'add', '--name', 'B', '--id', 'b')).toMatchObject({ code: 0 })
  const taken = await run('organization', 'add', '--name', 'C', '--slug', 'b')
  expect(taken).toMatchObject({ code: 1, out: '' })
  expect(taken.err).toContain('"B" already has the id "b"')
  expect((await run('organization', 'list')).out).toMatch(
    /SLUG +NAME\nb +b +B\n.*stadtische-klinik/,
  )

  const organizations = ['--organization', 'stadtische-klinik', '--organization', 'b']
  const options = ['--name', 'Ward 3', '--access', 'write', '--expires', '90d']
  const added = await run('token', 'add', ...options, ...organizations, '--organization', 'b')
  expect(added).toMatchObject({ code: 0, out: expect.stringMatching(/^bnc_[\w-]{43}\n$/) })
  const token = await store.tokens.find(hashToken(added.out.trim()))
  expect(token).toMatchObject({ name: 'Ward 3', access: 'write', admin: false })
  expect(token?.organizations).toHaveLength(2)
  expect(Date.parse(token?.expires ?? '') - Date.parse(token?.created ?? '')).toBe(90 * 86_400_000)

  expect(await run('token', 'add', '--name', 'Ward 3', '--all')).toMatchObject({ code: 1, out: '' })
  const unknown = await run('token', 'add', '--name', 'x', '--organization', 'nowhere')
  expect(unknown).toMatchObject({ code: 1, out: '' })
  expect(unknown.err).toContain('There is no organization "nowhere". There are: b')
  const listed = (await run('token', 'list')).out
  expect(listed).toMatch(/Ward 3 +write +b, stadtische-klinik +\S+ +\S+\n/)
  expect(listed).not.toContain(added.out.trim().slice(4, 20))

  expect(await run('token', 'revoke', 'Ward 3')).toMatchObject({ code: 0 })
  expect(await store.tokens.list()).toEqual([])
  expect((await run('token', 'revoke', 'Ward 3')).err).toContain('no token named "Ward 3"')

  const collected = await run('collect')
  expect(collected).toMatchObject({ code: 1, out: '' })
  expect(collected.err).toContain('is in use by another Binnacle. Stop it first')
})

test('what is collected is what nobody needs: an upload under way stays', async () => {
  const data = await mkdtemp(join(folder, 'collect-'))
  const store = await openStore(data)
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  const key = { organizationId: 'o', owner: 'writer' }
  const limits = { count: 9, bytes: 99 }
  const soon = new Date(Date.now() + 3_600_000).toISOString()
  for (const id of ['going', 'gone']) {
    const upload = { ...key, id, length: 10, metadata: '', expires: soon }
    await store.uploads.begin(upload, limits)
    const opened = await store.uploads.open(upload, 0, { steadily: true })
    if (opened.kind !== 'opened') throw new Error(opened.kind)
    await opened.writer.write(Buffer.from('12345'))
    await opened.writer.close(soon)
  }
  const staged = await store.contents.stage('o')
  await staged.write(Buffer.from('left behind'))
  await staged.keep()
  await store.close()
  const rows = new DatabaseSync(join(data, 'binnacle.sqlite'))
  rows.exec(`delete from upload where id = 'gone'`)
  rows.close()
  expect((await admin(['collect'], data)).out).toMatch(/^Removed /)
  const after = await openStore(data)
  onTestFinished(() => after.close())
  expect(await after.uploads.find({ ...key, id: 'going' })).toMatchObject({ offset: 5 })
  expect(await readdir(join(data, 'contents', 'uploads'))).toEqual(['going'])
})

test('the audit log is filtered, and shows nothing that could steer a terminal', async () => {
  const data = await mkdtemp(join(folder, 'audit-'))
  const store = await openStore(data)
  onTestFinished(() => store.close())
  await store.organizations.add({ id: 'org-1', slug: 'clinic', name: 'Clinic' })
  const record = { requestId: 'r', interaction: 'read', status: 200, duration: 1, bytes: 0 }
  const add = (at: string, more: object) => store.audit.append({ ...record, at, ...more })
  await add('2026-11-20T23:59:59.999Z', { organization: 'org-1', id: 'a', token: 'T1' })
  await add('2026-11-21T00:00:00.000Z', { organization: 'org-1', id: 'b', logCdata: { why: 'x' } })
  await add('2026-11-21T23:59:59.999Z', { organization: 'org-2', id: 'a' })
  await add('2026-11-22T00:00:00.000Z', { organization: '\u001b[2J\u202e', status: 403 })

  const ids = async (...args: string[]) => {
    const { out } = await admin(['audit', '--json', ...args], data)
    return out
      .split('\n')
      .filter(Boolean)
      .map((line) => (JSON.parse(line) as { id?: string }).id)
  }
  expect(await ids()).toEqual([undefined, 'a', 'b', 'a'])
  expect(await ids('--from', '2026-11-21', '--to', '2026-11-21')).toEqual(['a', 'b'])
  expect(await ids('--from', '2026-11-21T00:00:00.001Z')).toEqual([undefined, 'a'])
  expect(await ids('--organization', 'clinic')).toEqual(['b', 'a'])
  expect(await ids('--id', 'a', '--count', '1')).toEqual(['a'])
  expect(await ids('--id', 'A')).toEqual([])

  const { out } = await admin(['audit'], data)
  expect(out).toContain('\\u001b[2J\\u202e')
  expect(out).not.toContain('\u001b')
  expect(out).toMatch(/2026-11-21T00:00:00\.000Z +- +org-1 +read +200 +b +- +why=x\n/)
  expect((await admin(['audit', '--organization', 'nowhere'], data)).code).toBe(1)
})

test('content that no version needs is collected', async () => {
  const data = await mkdtemp(join(folder, 'collect-'))
  const store = await openStore(data)
  await store.organizations.add({ id: 'o', slug: 'o', name: 'O' })
  const staged = await store.contents.stage('o')
  await staged.write(Buffer.alloc(2000))
  await staged.keep()
  await store.close()
  expect((await admin(['collect'], data)).out).toBe('Removed 1 file, 2 kB.\n')
  expect((await admin(['collect'], data)).out).toBe('Nothing to remove.\n')
})
