import { afterEach, describe, expect, test } from 'vitest'
import { itemOf, passing } from '#test/upload-items.ts'
import { newUuid, type ItemState, type UploadItem } from '../queue/item.ts'
import { keptOpen, openDatabase, transact } from './database.ts'
import { UploadJournal } from './journal.ts'
import { ownerOf, type JournalRecord } from './record.ts'
import { tabsByLease } from './tabs-by-lease.ts'
import { tabsByLocks, type Tabs } from './tabs.ts'

/** The real IndexedDB and the real locks; a tab is what holds its own lock. */

const WAITING: ItemState = { kind: 'waiting' }
const end = new AbortController()
const ending: (() => void)[] = []
afterEach(() => {
  for (const stop of ending.splice(0)) stop()
})

/** Locks that let go when the tab is closed, as those of a page do. */
function closable(locks: LockManager): { locks: LockManager; close: () => void } {
  const gone = Promise.withResolvers<void>()
  const request = (name: string, options: LockOptions, act: (lock: Lock | null) => unknown) =>
    locks.request(name, options, (lock) => Promise.race([act(lock), gone.promise]))
  return { locks: { request } as unknown as LockManager, close: () => gone.resolve() }
}

interface TestTab {
  journal: UploadJournal
  items: Map<string, UploadItem>
  restored: string[]
  put: (item: UploadItem) => void
  close: () => void
  troubles: unknown[]
  kept: boolean[]
}

function open(
  name: string,
  options: { owner?: string; id?: string; tabs?: () => Promise<Tabs> } = {},
): TestTab {
  const { locks, close } = closable(navigator.locks)
  ending.push(close)
  const items = new Map<string, UploadItem>()
  const asked = options.tabs?.() ?? tabsByLocks(locks, options.id ?? newUuid())
  const tab: TestTab = {
    items,
    restored: [],
    troubles: [],
    kept: [],
    close,
    put(item) {
      items.set(item.key, item)
      tab.journal.note(item.key)
    },
    journal: new UploadJournal({
      owner: options.owner ?? 'ada',
      database: keptOpen(() => openDatabase(name)),
      tabs: () => asked,
      read: (key) => items.get(key),
      onTrouble: (error) => tab.troubles.push(error),
      onKept: (isKept) => tab.kept.push(isKept),
    }),
  }
  return tab
}

async function restore(tab: TestTab): Promise<UploadItem[]> {
  const all: UploadItem[] = []
  await tab.journal.restore((items) => {
    all.push(...items)
    tab.restored.push(...items.map(({ key }) => key))
    for (const item of items) tab.items.set(item.key, item)
  })
  return all
}

async function records(name: string): Promise<JournalRecord[]> {
  const database = await openDatabase(name)
  const all = await transact(database, 'items', 'readonly', (store) => store.getAll())
  database.close()
  return all as JournalRecord[]
}

const fresh = () => `journal-${newUuid()}`

describe('the journal', () => {
  test('gives back what is left, in its order, without the file and with what is known of it', async () => {
    const name = fresh()
    const id = newUuid()
    const before = open(name, { id })
    const keys = ['c', 'a', 'b'].map((key) => `${key}-${newUuid()}`)
    for (const key of keys)
      before.put(itemOf('x.txt', WAITING, { key, sha256: 'ab', location: '/u/1' }))
    const failed = itemOf('y.txt', { kind: 'failed', failure: passing }, { key: newUuid() })
    before.put(failed)
    await before.journal.flush()
    before.close()
    const items = await restore(open(name, { id }))
    expect(items.map(({ key }) => key)).toEqual([...keys, failed.key])
    expect(items[0]).toMatchObject({ file: undefined, sha256: 'ab', location: '/u/1' })
    expect(items.map(({ state }) => state.kind)).toEqual([
      'missing',
      'missing',
      'missing',
      'failed',
    ])
  })

  test('keeps nothing of what is stored, cancelled or removed, and says when it is empty', async () => {
    const name = fresh()
    const tab = open(name)
    for (const key of ['a', 'b', 'c']) tab.put(itemOf(key, WAITING))
    await tab.journal.flush()
    expect(await records(name)).toHaveLength(3)
    tab.put(itemOf('a', { kind: 'stored', id: 'x', versionId: '1', verified: true, found: false }))
    tab.put(itemOf('b', { kind: 'cancelled' }))
    tab.items.delete('c')
    tab.journal.note('c')
    await tab.journal.flush()
    expect(await records(name)).toEqual([])
    expect(tab.kept).toEqual([true, false])
  })

  test('holds no byte and no file', async () => {
    const name = fresh()
    const tab = open(name)
    tab.put(itemOf('a', WAITING, { file: new File(['the secret bytes'], 'a') }))
    await tab.journal.flush()
    const [record] = await records(name)
    expect(record).toBeDefined()
    const values = JSON.stringify(record, (_, value: unknown) =>
      value instanceof Blob ? 'BLOB' : value,
    )
    expect(values).not.toContain('BLOB')
    expect(values).not.toContain('secret')
  })

  test('has written that an upload may have begun before it begins, with those that come next', async () => {
    const name = fresh()
    const id = newUuid()
    const tab = open(name, { id })
    for (const key of ['a', 'b', 'c']) tab.put(itemOf(key, WAITING))
    expect(await tab.journal.begin('a', ['b'])).toBe(true)
    const begun = new Map((await records(name)).map((one) => [one.key, one.begun]))
    expect(begun.get('a')).toBeDefined()
    expect(begun.get('b')).toBeDefined()
    await tab.journal.flush()
    tab.close()
    const items = await restore(open(name, { id }))
    expect(items.map(({ uncertainSince }) => uncertainSince === undefined)).toEqual([
      false,
      false,
      true,
    ])
  })

  test('is each person’s own, and for each server another one', async () => {
    const name = fresh()
    const ada = open(name, { owner: ownerOf('/fhir', 'ada') })
    ada.put(itemOf('a', WAITING))
    await ada.journal.flush()
    ada.close()
    for (const owner of [ownerOf('/fhir', 'bob'), ownerOf('/other', 'ada')]) {
      expect(await restore(open(name, { owner }))).toEqual([])
    }
    expect(await restore(open(name, { owner: ownerOf('/fhir', 'ada') }))).toHaveLength(1)
  })

  test('forgets at sign-out, also what is still to be written, and not what another tab runs', async () => {
    const name = fresh()
    const tab = open(name)
    const other = open(name)
    tab.put(itemOf('mine', WAITING))
    other.put(itemOf('theirs', WAITING))
    await Promise.all([tab.journal.flush(), other.journal.flush()])
    tab.put(itemOf('late', WAITING))
    await tab.journal.clear()
    tab.put(itemOf('later', WAITING))
    await tab.journal.flush()
    expect((await records(name)).map(({ key }) => key)).toEqual(['theirs'])
  })

  test('forgets what is two weeks old, whoever left it', async () => {
    const name = fresh()
    const database = await openDatabase(name)
    const old = { version: 1, owner: 'bob', key: 'old', tab: 'x', order: 1, savedAt: 1, item: {} }
    await transact(database, 'items', 'readwrite', (store) => store.put(old))
    await restore(open(name))
    expect(await records(name)).toEqual([])
  })

  test('takes five thousand, a few at a time', async () => {
    const name = fresh()
    const tab = open(name)
    for (let n = 0; n < 5_000; n += 1) tab.put(itemOf(`f${n}`, WAITING, { key: `f${n}` }))
    await tab.journal.flush()
    expect(await records(name)).toHaveLength(5_000)
    tab.close()
    expect(await restore(open(name))).toHaveLength(5_000)
  })
})

describe('two tabs', () => {
  test('never have the same upload, and one takes over what the other leaves', async () => {
    const name = fresh()
    const first = open(name)
    first.put(itemOf('a', WAITING))
    await first.journal.flush()
    const second = open(name)
    expect(await restore(second)).toEqual([])
    first.close()
    const third = open(name)
    expect((await restore(third)).map(({ key }) => key)).toEqual(['a'])
    expect((await records(name)).map(({ tab }) => tab)).toHaveLength(1)
  })

  test('that open at once share what a third one left, each upload once', async () => {
    const name = fresh()
    const gone = open(name)
    for (let n = 0; n < 50; n += 1) gone.put(itemOf(`f${n}`, WAITING))
    await gone.journal.flush()
    gone.close()
    const both = await Promise.all([restore(open(name)), restore(open(name))])
    const keys = both.flat().map(({ key }) => key)
    expect(keys.toSorted()).toEqual([...new Set(keys)].toSorted())
    expect(keys).toHaveLength(50)
  })

  test('a duplicated tab is another one', async () => {
    const id = newUuid()
    const [one, two] = [closable(navigator.locks), closable(navigator.locks)]
    ending.push(one.close, two.close)
    const first = await tabsByLocks(one.locks, id)
    const second = await tabsByLocks(two.locks, id)
    expect(first.own).toBe(id)
    expect(second.own).not.toBe(id)
  })
})

describe('without Web Locks', () => {
  const quick = { renew: 50, gone: 400, watch: 150, look: 50 }

  async function leased(name: string, id: string) {
    const tabs = await tabsByLease(
      keptOpen(() => openDatabase(name)),
      quick,
      id,
    )
    ending.push(() => void tabs.stop())
    return tabs
  }

  test('a lease that is renewed is a tab that is there; one that is not is gone', async () => {
    const name = fresh()
    const [a, b] = [await leased(name, newUuid()), await leased(name, newUuid())]
    expect(await b.ifGone(a.own, async () => 'taken')).toBeUndefined()
    await a.stop()
    expect(await b.ifGone(a.own, async () => 'taken')).toBe('taken')
    await b.whenGone(a.own, end.signal)
  })

  test('a duplicated tab is another one, and a reloaded one the same', async () => {
    const name = fresh()
    const id = newUuid()
    const first = await leased(name, id)
    const copy = await leased(name, id)
    expect(copy.own).not.toBe(id)
    await first.stop()
    expect((await leased(name, id)).own).toBe(id)
  })

  test('a tab that slept starts nothing that another one has taken over', async () => {
    const name = fresh()
    const asleep = await leased(name, newUuid())
    const tab = open(name, { tabs: async () => asleep })
    tab.put(itemOf('a', WAITING))
    await tab.journal.flush()
    expect(await tab.journal.begin('a', [])).toBe(true)
    await asleep.stop()
    const awake = await leased(name, newUuid())
    expect(await restore(open(name, { tabs: async () => awake }))).toHaveLength(1)
    expect(await tab.journal.begin('a', [])).toBe(false)
    tab.put(itemOf('a', WAITING, { sha256: 'late' }))
    await tab.journal.flush()
    expect((await records(name))[0]).toMatchObject({ tab: awake.own, item: { sha256: undefined } })
  })
})

describe('a browser that does not let it', () => {
  test('is told once, and holds nothing up', async () => {
    const refused = () => Promise.reject(new DOMException('full', 'QuotaExceededError'))
    const troubles: unknown[] = []
    const journal = new UploadJournal({
      owner: 'ada',
      database: refused,
      tabs: () => tabsByLocks(navigator.locks, newUuid()),
      read: (key) => itemOf(key, WAITING),
      onTrouble: (error) => troubles.push(error),
      onKept: () => undefined,
    })
    journal.note('a')
    await journal.flush()
    journal.note('b')
    await journal.flush()
    expect(await journal.begin('a', ['b'])).toBe(true)
    await journal.clear()
    expect(troubles).toHaveLength(1)
  })
})
