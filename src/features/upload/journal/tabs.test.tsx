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
import { itemOf } from '#test/upload-items.ts'
import { newUuid } from '../queue/item.ts'
import { keptOpen, openDatabase } from './database.ts'
import { tabsByLease } from './tabs-by-lease.ts'
import { tabsByLocks } from './tabs.ts'

afterEach(endAll)

describe('two tabs', () => {
  test('never have the same upload, and one takes over what the other leaves', async () => {
    const name = fresh()
    const first = openTab(name)
    first.put(itemOf('a', WAITING))
    await first.journal.flush()
    const second = openTab(name)
    expect(await restore(second)).toEqual([])
    first.close()
    const third = openTab(name)
    expect((await restore(third)).map(({ key }) => key)).toEqual(['a'])
    expect((await records(name)).map(({ tab }) => tab)).toHaveLength(1)
  })

  test('that open at once share what a third one left, each upload once', async () => {
    const name = fresh()
    const gone = openTab(name)
    for (let n = 0; n < 50; n += 1) gone.put(itemOf(`f${n}`, WAITING))
    await gone.journal.flush()
    gone.close()
    const both = await Promise.all([restore(openTab(name)), restore(openTab(name))])
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
    await b.whenGone(a.own, new AbortController().signal)
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
    const tab = openTab(name, { tabs: async () => asleep })
    tab.put(itemOf('a', WAITING))
    await tab.journal.flush()
    expect(await tab.journal.begin('a', [])).toBe(true)
    await asleep.stop()
    const awake = await leased(name, newUuid())
    expect(await restore(openTab(name, { tabs: async () => awake }))).toHaveLength(1)
    expect(await tab.journal.begin('a', [])).toBe(false)
    tab.put(itemOf('a', WAITING, { sha256: 'late' }))
    await tab.journal.flush()
    expect((await records(name))[0]).toMatchObject({ tab: awake.own, item: { sha256: undefined } })
  })
})
