import { forEachRecord, transact } from './database.ts'
import { isRecord, serverOf } from './record.ts'
import type { Tabs } from './tabs.ts'

export interface LeftByOthers {
  /** Uploads; whose they are and what they are called is nobody else's business. */
  count: number
  discard: () => Promise<void>
}

/** What other persons have left unfinished for the same server, in tabs that are gone. */
export async function leftByOthers(
  owner: string,
  database: () => Promise<IDBDatabase>,
  tabs: Tabs,
): Promise<LeftByOthers> {
  const open = await database()
  const isOther = (record: unknown) =>
    isRecord(record) && record.owner !== owner && serverOf(record.owner) === serverOf(owner)
  const byTab = new Map<string, number>()
  await transact(open, 'items', 'readonly', (store) => {
    forEachRecord(store, undefined, ({ value }) => {
      if (isOther(value)) byTab.set(value.tab, (byTab.get(value.tab) ?? 0) + 1)
    })
    return { result: undefined }
  })
  const gone = new Map<string, number>()
  for (const [tab, count] of byTab) {
    // This tab was theirs, before it was loaded anew for this person.
    if (tab === tabs.own || (await tabs.ifGone(tab, async () => true))) gone.set(tab, count)
  }
  return {
    count: [...gone.values()].reduce((sum, count) => sum + count, 0),
    async discard() {
      await transact(await database(), 'items', 'readwrite', (store) => {
        forEachRecord(store, undefined, (cursor) => {
          if (isOther(cursor.value) && gone.has(cursor.value.tab)) cursor.delete()
        })
        return { result: undefined }
      })
    },
  }
}
