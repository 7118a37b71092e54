import { keptOpen, openDatabase, transact } from '#features/upload/journal/database.ts'
import { UploadJournal } from '#features/upload/journal/journal.ts'
import { ownerOf, type JournalRecord } from '#features/upload/journal/record.ts'
import { tabsByLocks, type Tabs } from '#features/upload/journal/tabs.ts'
import { newUuid, type ItemState, type UploadItem } from '#features/upload/queue/item.ts'

/** Tabs on the real IndexedDB and the real locks, for tests in a browser: a tab is what holds its own lock. */

export const WAITING: ItemState = { kind: 'waiting' }
/** What is to be stopped when the test is over. */
export const ending: (() => void)[] = []

export function endAll(): void {
  for (const stop of ending.splice(0)) stop()
}

/** Locks that let go when the tab is closed, as those of a page do. */
export function closable(locks: LockManager): { locks: LockManager; close: () => void } {
  const gone = Promise.withResolvers<void>()
  const request = (name: string, options: LockOptions, act: (lock: Lock | null) => unknown) =>
    locks.request(name, options, (lock) => Promise.race([act(lock), gone.promise]))
  return { locks: { request } as unknown as LockManager, close: () => gone.resolve() }
}

export interface TestTab {
  journal: UploadJournal
  items: Map<string, UploadItem>
  put: (item: UploadItem) => void
  close: () => void
  troubles: unknown[]
  kept: boolean[]
}

/** A tab with its journal, and the items that its queue has. */
export function openTab(
  name: string,
  options: { owner?: string; id?: string; tabs?: () => Promise<Tabs> } = {},
): TestTab {
  const { locks, close } = closable(navigator.locks)
  ending.push(close)
  const items = new Map<string, UploadItem>()
  const asked = options.tabs?.() ?? tabsByLocks(locks, options.id ?? newUuid())
  const tab: TestTab = {
    items,
    troubles: [],
    kept: [],
    close,
    put(item) {
      items.set(item.key, item)
      tab.journal.note(item.key)
    },
    journal: new UploadJournal({
      owner: options.owner ?? ownerOf('/fhir', 'ada'),
      database: keptOpen(() => openDatabase(name)),
      tabs: () => asked,
      read: (key) => items.get(key),
      onTrouble: (error) => tab.troubles.push(error),
      onKept: (isKept) => tab.kept.push(isKept),
    }),
  }
  return tab
}

export async function restore(tab: TestTab): Promise<UploadItem[]> {
  const all: UploadItem[] = []
  await tab.journal.restore((items) => {
    all.push(...items)
    for (const item of items) tab.items.set(item.key, item)
  })
  return all
}

export async function records(name: string): Promise<JournalRecord[]> {
  const database = await openDatabase(name)
  const all = await transact(database, 'items', 'readonly', (store) => store.getAll())
  database.close()
  return all as JournalRecord[]
}

/** The name of a database of its own. */
export const fresh = () => `journal-${newUuid()}`
