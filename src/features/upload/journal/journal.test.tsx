import { afterEach, describe, expect, test } from 'vitest'
import {
  closable,
  endAll,
  ending,
  fresh,
  openTab,
  records,
  restore,
  WAITING,
} from '#test/journal-tabs.ts'
import { itemOf, passing } from '#test/upload-items.ts'
import { newUuid } from '../queue/item.ts'
import { keptOpen, openDatabase, transact } from './database.ts'
import { UploadJournal } from './journal.ts'
import { leftByOthers, leftWords } from './others.ts'
import { ownerOf } from './record.ts'
import { tabsByLocks } from './tabs.ts'

afterEach(endAll)

describe('the journal', () => {
  test('gives back what is left, in its order, without the file and with what is known of it', async () => {
    const name = fresh()
    const id = newUuid()
    const before = openTab(name, { id })
    const keys = ['c', 'a', 'b'].map((key) => `${key}-${newUuid()}`)
    for (const key of keys)
      before.put(itemOf('x.txt', WAITING, { key, sha256: 'ab', location: '/u/1' }))
    const failed = itemOf('y.txt', { kind: 'failed', failure: passing }, { key: newUuid() })
    before.put(failed)
    await before.journal.flush()
    before.close()
    const items = await restore(openTab(name, { id }))
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
    const tab = openTab(name)
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
    const tab = openTab(name)
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

  test('none begins before its own record says so, also where others wrote it along', async () => {
    const name = fresh()
    const tab = openTab(name)
    const keys = ['a', 'b', 'c', 'd', 'e']
    for (const key of keys) tab.put(itemOf(key, WAITING))
    const begun = async () =>
      (await records(name)).filter((record) => record.begun !== undefined).map(({ key }) => key)
    const first = tab.journal.begin('a', ['b', 'c'])
    await tab.journal.begin('b', ['c'])
    expect(await begun()).toEqual(expect.arrayContaining(['a', 'b', 'c']))
    await first
    // Those that are not written yet are, before they are needed.
    await tab.journal.begin('c', ['d', 'e'])
    await tab.journal.begin('d', ['e'])
    expect((await begun()).toSorted()).toEqual(keys)
  })

  test('has written that an upload may have begun before it begins, with those that come next', async () => {
    const name = fresh()
    const id = newUuid()
    const tab = openTab(name, { id })
    for (const key of ['a', 'b', 'c']) tab.put(itemOf(key, WAITING))
    expect(await tab.journal.begin('a', ['b'])).toBe(true)
    const begun = new Map((await records(name)).map((one) => [one.key, one.begun]))
    expect(begun.get('a')).toBeDefined()
    expect(begun.get('b')).toBeDefined()
    await tab.journal.flush()
    tab.close()
    const items = await restore(openTab(name, { id }))
    expect(items.map(({ uncertainSince }) => uncertainSince === undefined)).toEqual([
      false,
      false,
      true,
    ])
  })

  test('is each person’s own, and for each server another one', async () => {
    const name = fresh()
    const ada = openTab(name, { owner: ownerOf('/fhir', 'ada') })
    ada.put(itemOf('a', WAITING))
    await ada.journal.flush()
    ada.close()
    for (const owner of [ownerOf('/fhir', 'bob'), ownerOf('/other', 'ada')]) {
      expect(await restore(openTab(name, { owner }))).toEqual([])
    }
    expect(await restore(openTab(name, { owner: ownerOf('/fhir', 'ada') }))).toHaveLength(1)
  })

  test('counts what others left in tabs that are gone, at the same server, and discards that alone', async () => {
    const name = fresh()
    const [ada, bob] = [ownerOf('/fhir', 'ada'), ownerOf('/fhir', 'bob')]
    const left = openTab(name, { owner: ada })
    const elsewhere = openTab(name, { owner: ownerOf('/other', 'ada') })
    const running = openTab(name, { owner: ada })
    for (const tab of [left, elsewhere, running]) {
      tab.put(itemOf('a', WAITING, { key: newUuid() }))
      await tab.journal.flush()
    }
    left.close()
    elsewhere.close()
    const { locks, close } = closable(navigator.locks)
    ending.push(close)
    const tabs = await tabsByLocks(locks, newUuid())
    const others = await leftByOthers(
      bob,
      keptOpen(() => openDatabase(name)),
      tabs,
    )
    expect(others.left).toMatchObject({ count: 1, people: 0, tokens: 1 })
    expect(Date.now() - others.left.lastAt).toBeLessThan(60_000)
    await others.discard()
    expect(await records(name)).toHaveLength(2)
    expect(await restore(openTab(name, { owner: ada }))).toEqual([])
  })

  test.each([
    [{ count: 1, people: 1, tokens: 0 }, '1 upload waits in this browser for another person, '],
    [{ count: 3, people: 2, tokens: 1 }, 'for 2 other people and another access token, '],
    [{ count: 3, people: 0, tokens: 2 }, 'whose a token is: sign in with the same one.'],
  ])('says of %o as much as may be said', (left, words) => {
    const said = leftWords({ ...left, lastAt: 0 }, 'yesterday')
    expect(said).toContain(words)
    expect(said).toContain('last changed yesterday. You don’t see')
  })

  test('forgets at sign-out, also what is still to be written, and not what another tab runs', async () => {
    const name = fresh()
    const tab = openTab(name)
    const other = openTab(name)
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
    await restore(openTab(name))
    expect(await records(name)).toEqual([])
  })

  test('takes five thousand, a few at a time', async () => {
    const name = fresh()
    const tab = openTab(name)
    for (let n = 0; n < 5_000; n += 1) tab.put(itemOf(`f${n}`, WAITING, { key: `f${n}` }))
    await tab.journal.flush()
    expect(await records(name)).toHaveLength(5_000)
    tab.close()
    expect(await restore(openTab(name))).toHaveLength(5_000)
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
