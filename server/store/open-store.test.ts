import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { auditRecord, bytesOf, create, fields, stored } from './contract/support.ts'
import { StoreCorrupt, StoreUnavailable } from './errors.ts'
import { contentPath } from './folder/content-files.ts'
import { openSharedStore, openStore } from './open-store.ts'

let base = ''
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), 'binnacle-open-'))
})
afterAll(() => rm(base, { recursive: true }))

const newFolder = () => mkdtemp(join(base, 'data-'))
const here = { id: 'here', slug: 'here', name: 'Here' }

describe('a folder that is opened again', () => {
  test('holds what was there, and goes on with walks that were begun', async () => {
    const folder = await newFolder()
    const before = await openStore(folder)
    await before.organizations.add(here)
    const { ref } = await stored(before, 'content')
    for (const id of ['a', 'b', 'c'])
      await before.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
    await before.tokens.add(
      {
        name: 't',
        access: 'read',
        admin: false,
        organizations: ['here'],
        created: '2026-01-01T00:00:00.000Z',
      },
      '0'.repeat(64),
    )
    // Nobody waits for this one: closing does.
    void before.audit.append(auditRecord({ organization: 'here' }))
    const { next: cursor = '' } = await before.binaries.typeHistory('here', { count: 1 })
    await before.close()

    const after = await openStore(folder)
    onTestFinished(() => after.close())
    expect(await after.organizations.list()).toEqual([here])
    expect(await after.tokens.find('0'.repeat(64))).toMatchObject({ name: 't' })
    expect((await after.audit.list({ count: 5 })).records).toHaveLength(1)
    expect(String(await bytesOf(after, ref))).toBe('content')
    const page = await after.binaries.typeHistory('here', { count: 5, cursor })
    expect(page.versions.map(({ id }) => id)).toEqual(['b', 'a'])
  })

  test('is rid of what an earlier process left half-written, and of nothing else', async () => {
    const folder = await newFolder()
    const before = await openStore(folder)
    await before.organizations.add(here)
    const { ref } = await stored(before, 'content')
    const half = await before.contents.stage('here')
    for (let piece = 0; piece < 5; piece += 1) await half.write(Buffer.alloc(256 * 1024))
    const temporary = join(folder, 'contents', 'tmp')
    expect(await readdir(temporary)).not.toEqual([])
    await before.close()
    const after = await openStore(folder)
    onTestFinished(() => after.close())
    expect(await readdir(temporary)).toEqual([])
    expect(String(await bytesOf(after, ref))).toBe('content')
    await half.drop()
  })

  test('keeps a cursor to the folder that made it', async () => {
    const cursors: string[] = []
    for (let round = 0; round < 2; round += 1) {
      const store = await openStore(await newFolder())
      onTestFinished(() => store.close())
      await store.organizations.add(here)
      for (const id of ['a', 'b']) await store.binaries.commit(create(id))
      const page = { count: 1, ...(cursors[0] !== undefined && { cursor: cursors[0] }) }
      if (round === 1)
        await expect(store.binaries.typeHistory('here', page)).rejects.toThrow('link')
      else cursors.push((await store.binaries.typeHistory('here', page)).next ?? '')
    }
  })

  test.each([
    ['cut short', 'cont'],
    ['damaged, and as long as it was', 'kontent'],
    ['emptied', ''],
  ])('stores identical content once, and heals a file that was %s', async (_, damaged) => {
    const folder = await newFolder()
    const store = await openStore(folder)
    onTestFinished(() => store.close())
    await store.organizations.add(here)
    const { ref } = await stored(store, 'content')
    const file = contentPath(folder, ref)
    await stored(store, 'content')
    expect(await readdir(dirname(file))).toEqual([ref.sha256])
    await writeFile(file, damaged)
    await expect(bytesOf(store, ref)).rejects.toThrow(StoreCorrupt)
    await stored(store, 'content')
    expect(String(await bytesOf(store, ref))).toBe('content')
    expect(await readdir(join(folder, 'contents', 'tmp'))).toEqual([])
  })
})

describe('a failure to end the leases', () => {
  const breakLeases = (folder: string) => {
    const database = new DatabaseSync(join(folder, 'binnacle.sqlite'))
    database.exec(`create trigger planted before delete on content_holder
      begin select raise(abort, 'planted'); end`)
    return {
      mend: () => {
        database.exec('drop trigger planted')
        database.close()
      },
    }
  }

  test('keeps neither records from the disk nor the folder locked', async () => {
    const folder = await newFolder()
    const store = await openStore(folder)
    const broken = breakLeases(folder)
    void store.audit.append(auditRecord())
    await expect(store.close()).rejects.toThrow('planted')
    broken.mend()
    const after = await openStore(folder)
    onTestFinished(() => after.close())
    expect((await after.audit.list({ count: 5 })).records).toHaveLength(1)
  })

  test('does not hide why a folder could not be opened', async () => {
    const folder = await newFolder()
    await openStore(folder).then((store) => store.close())
    const broken = breakLeases(folder)
    const contents = join(folder, 'contents')
    await rm(contents, { recursive: true })
    await writeFile(contents, '')
    await expect(openStore(folder)).rejects.toThrow(/can't be opened: E/)
    broken.mend()
    await rm(contents)
    await openStore(folder).then((store) => store.close())
  })
})

describe('a folder is refused in one line', () => {
  const refusal = async (folder: string) => {
    const error = await openStore(folder).then(
      () => expect.fail('was opened'),
      (error: unknown) => error,
    )
    expect(error).toBeInstanceOf(StoreUnavailable)
    const { message } = error as Error
    expect(message.split('\n')).toHaveLength(1)
    return message
  }

  test('that another one has open, until it is closed', async () => {
    const folder = await newFolder()
    const store = await openStore(folder)
    expect(await refusal(folder)).toContain('is in use by another Binnacle')
    await store.close()
    await openStore(folder).then((again) => again.close())
  })

  test('that another process has open, until it is killed', async () => {
    const folder = await newFolder()
    const script = `const { openStore } = await import(${JSON.stringify(import.meta.resolve('./open-store.ts'))})
      await openStore(${JSON.stringify(folder)}); console.log('open'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(await refusal(folder)).toContain('is in use by another Binnacle')
    child.kill('SIGKILL')
    await once(child, 'exit')
    await openStore(folder).then((store) => store.close())
  })

  test('that is a file, or lies below one', async () => {
    const file = join(await newFolder(), 'file')
    await writeFile(file, '')
    expect(await refusal(file)).toContain('is not a folder')
    expect(await refusal(join(file, 'below'))).toContain('is not a folder')
  })

  test.runIf(process.getuid?.() !== 0)('that may not be written', async () => {
    const folder = join(await newFolder(), 'locked')
    await mkdir(folder, { mode: 0o500 })
    expect(await refusal(folder)).toContain('may not be read and written')
  })

  test('whose database is none, and then it is not kept locked', async () => {
    const folder = await newFolder()
    await writeFile(join(folder, 'binnacle.sqlite'), 'x'.repeat(5000))
    expect(await refusal(folder)).toContain('is damaged')
    await rm(join(folder, 'binnacle.sqlite'))
    await openStore(folder).then((store) => store.close())
  })

  test('that a newer Binnacle wrote', async () => {
    const folder = await newFolder()
    await openStore(folder).then((store) => store.close())
    const database = new DatabaseSync(join(folder, 'binnacle.sqlite'))
    database.exec('pragma user_version = 999')
    database.close()
    expect(await refusal(folder)).toContain('newer Binnacle (schema 999')
  })
})

describe('beside a running server', () => {
  test('organizations and tokens are written, and seen at once', async () => {
    const folder = await newFolder()
    const store = await openStore(folder)
    onTestFinished(() => store.close())
    const shared = await openSharedStore(folder, { make: false })
    onTestFinished(() => shared.close())
    await Promise.all([
      shared.organizations.add(here),
      store.organizations.add({ ...here, id: 'x', slug: 'y' }),
    ])
    expect(await store.organizations.find('here')).toEqual(here)
    await store.audit.append(auditRecord())
    expect((await shared.audit.list({ count: 2 })).records).toHaveLength(1)
  })

  test('a folder that is missing is made only when asked to', async () => {
    const folder = join(await newFolder(), 'missing')
    await expect(openSharedStore(folder, { make: false })).rejects.toThrow('no Binnacle data')
    await expect(stat(folder)).rejects.toThrow('ENOENT')
    const shared = await openSharedStore(folder, { make: true })
    await shared.organizations.add(here)
    await shared.close()
    const store = await openStore(folder)
    onTestFinished(() => store.close())
    expect(await store.organizations.list()).toEqual([here])
  })

  test('an old schema is left to the server that runs on it', async () => {
    const folder = await newFolder()
    const store = await openStore(folder)
    const database = new DatabaseSync(join(folder, 'binnacle.sqlite'))
    database.exec('pragma user_version = 0')
    database.close()
    await expect(openSharedStore(folder, { make: false })).rejects.toThrow('in use by another')
    await store.close()
  })
})
