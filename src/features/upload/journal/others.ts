import { forEachRecord, transact } from './database.ts'
import { isNamedByServer, isRecord, serverOf, type JournalRecord } from './record.ts'
import type { Tabs } from './tabs.ts'

export interface LeftByOthers {
  left: Left
  discard: () => Promise<void>
}

/** As much as may be said of it: who they are, and what their files are called, is nobody else's business. */
export interface Left {
  /** Uploads. */
  count: number
  /** Persons that the server tells from each other. */
  people: number
  /** Access tokens of which the server does not say whose they are: one may be of whoever is signed in now. */
  tokens: number
  /** When the last of them was written down, in milliseconds since the epoch. */
  lastAt: number
}

/** Whose uploads wait here, since when, and how long. @param at the time in words */
export function leftWords({ count, people, tokens }: Left, at: string): string {
  const persons = people === 1 ? 'another person' : people > 1 ? `${people} other people` : ''
  const bearers =
    tokens === 1 ? 'another access token' : tokens > 1 ? `${tokens} other access tokens` : ''
  const of = [persons, bearers].filter((words) => words !== '').join(' and ')
  const [uploads, it] = count === 1 ? ['1 upload waits', 'it'] : [`${count} uploads wait`, 'them']
  const doubt =
    tokens > 0 ? ' The server does not say whose a token is: sign in with the same one.' : ''
  return `${uploads} in this browser for ${of}, last changed ${at}. You don’t see ${it}; two weeks later ${it === 'it' ? 'it is' : 'they are'} forgotten.${doubt}`
}

/** What other persons have left unfinished for the same server, in tabs that are gone. */
export async function leftByOthers(
  owner: string,
  database: () => Promise<IDBDatabase>,
  tabs: Tabs,
): Promise<LeftByOthers> {
  const open = await database()
  const isOther = (record: unknown): record is JournalRecord =>
    isRecord(record) && record.owner !== owner && serverOf(record.owner) === serverOf(owner)
  const byTab = new Map<string, JournalRecord[]>()
  await transact(open, 'items', 'readonly', (store) => {
    forEachRecord(store, undefined, ({ value }) => {
      if (!isOther(value)) return
      const known = byTab.get(value.tab)
      if (known) known.push(value)
      else byTab.set(value.tab, [value])
    })
    return { result: undefined }
  })
  const gone = new Map<string, JournalRecord[]>()
  for (const [tab, records] of byTab) {
    // This tab was theirs, before it was loaded anew for this person.
    if (tab === tabs.own || (await tabs.ifGone(tab, async () => true))) gone.set(tab, records)
  }
  return {
    left: leftOf([...gone.values()].flat()),
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

function leftOf(records: readonly JournalRecord[]): Left {
  const owners = [...new Set(records.map(({ owner }) => owner))]
  const people = owners.filter(isNamedByServer).length
  return {
    count: records.length,
    people,
    tokens: owners.length - people,
    lastAt: records.reduce((last, { savedAt }) => Math.max(last, savedAt), 0),
  }
}
