import type { UploadItem } from '../queue/item.ts'
import { forEachRecord, rangeOf, transact } from './database.ts'
import { isRecord, itemOfRecord, KEPT_MS, recordOf, type JournalRecord } from './record.ts'
import type { Tabs } from './tabs.ts'

/** Where the queue is written down, so that it outlives the page. */
export interface QueueJournal {
  /** An upload is new, has changed, or is gone. */
  note: (key: string) => void
  /** Resolves once it is written down that it may have begun; false where another tab runs it. */
  begin: (key: string, next: readonly string[]) => Promise<boolean>
  /** For good. */
  clear: () => Promise<void>
}

export interface JournalDeps {
  /** See `ownerOf`. */
  owner: string
  database: () => Promise<IDBDatabase>
  tabs: () => Promise<Tabs>
  /** The upload as it is now; undefined once it is removed. */
  read: (key: string) => UploadItem | undefined
  /** The journal can't be written: told once. */
  onTrouble: (error: unknown) => void
  /** Whether there is anything in it. */
  onKept: (isKept: boolean) => void
}

/** Milliseconds in which changes are gathered. */
const GATHER = 200
/** Records in one transaction, so that none keeps the page from anything else. */
const BATCH = 200
/** Milliseconds; an upload does not wait longer for its record. */
const PATIENCE = 3_000

/**
 * What is left of the uploads when the page is gone. It is written behind the queue, a few records at a time; where it
 * can't be written, the queue goes on without it.
 */
export class UploadJournal implements QueueJournal {
  readonly #deps: JournalDeps
  readonly #dirty = new Set<string>()
  readonly #orders = new Map<string, number>()
  readonly #begun = new Map<string, string>()
  /** Records that are being written, by key: what another tab has taken over is not overwritten. */
  readonly #beginning = new Map<string, Promise<ReadonlySet<string> | undefined>>()
  readonly #written = new Set<string>()
  readonly #closing = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined
  #writing: Promise<unknown> = Promise.resolve()
  #hasTrouble = false
  #lastOrder = 0

  constructor(deps: JournalDeps) {
    this.#deps = deps
  }

  /** An upload is new, has changed, or is gone. */
  note(key: string): void {
    if (this.#closing.signal.aborted) return
    if (!this.#orders.has(key)) this.#orders.set(key, this.#nextOrder())
    this.#dirty.add(key)
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      void this.flush()
    }, GATHER)
  }

  /** Writes all that is gathered. Never rejects. */
  async flush(): Promise<void> {
    while (this.#dirty.size > 0) {
      const keys = [...this.#dirty].slice(0, BATCH)
      for (const key of keys) this.#dirty.delete(key)
      await this.#inTurn(() => this.#write(keys))
    }
    await this.#writing
  }

  /**
   * Resolves once it is written down that this upload may have begun: after a crash it is looked for before it is sent
   * again. Those that come next are written down along with it, so that not each has to wait.
   * @returns false where another tab has taken it over
   */
  async begin(key: string, next: readonly string[]): Promise<boolean> {
    const { isDoubtful } = await this.#deps.tabs().catch(() => ({ isDoubtful: false }))
    const isKnown = this.#begun.has(key)
    const more = next.filter((one) => !this.#begun.has(one))
    if (!isKnown) this.#writeBegun([key, ...more])
    else if (isDoubtful) this.#writeBegun([key])
    // Written before they are needed, so that none waits for it.
    else if (more.length > next.length / 2) this.#writeBegun(more)
    const lost = await this.#beginning.get(key)
    this.#beginning.delete(key)
    return lost?.has(key) !== true
  }

  #writeBegun(keys: readonly string[]): void {
    const at = new Date().toISOString()
    for (const one of keys) {
      if (!this.#begun.has(one)) this.#begun.set(one, at)
      this.#dirty.delete(one)
    }
    const written = Promise.race([
      this.#inTurn(() => this.#write(keys)),
      new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), PATIENCE)),
    ])
    for (const one of keys) this.#beginning.set(one, written)
  }

  /**
   * Takes over what is left of this person's uploads and belongs to no tab that is there, and what others leave later.
   * @param onRestored without their files, in their order; called again when another tab is gone
   */
  async restore(onRestored: (items: readonly UploadItem[]) => void): Promise<void> {
    const { signal } = this.#closing
    const tabs = await this.#deps.tabs()
    const adopt = async (tab: string) => {
      const records = await this.#adopt(tab, tabs.own)
      if (records.length > 0 && !signal.aborted) onRestored(records.map(itemOfRecord))
    }
    for (const tab of await this.#tabsWithRecords()) {
      if (tab === tabs.own) await adopt(tab)
      else if ((await tabs.ifGone(tab, async () => adopt(tab).then(() => true))) !== true) {
        // Signed out, or the tab's own page is gone: nobody waits any more.
        tabs.whenGone(tab, signal).then(
          () => tabs.ifGone(tab, () => adopt(tab)),
          () => undefined,
        )
      }
    }
  }

  /** Signed out: forgets this person's uploads, but for those that another tab still has. Never rejects. */
  async clear(): Promise<void> {
    this.#closing.abort(new DOMException('The session has ended.', 'AbortError'))
    clearTimeout(this.#timer)
    this.#dirty.clear()
    await this.#inTurn(async () => {
      const tabs = await this.#deps.tabs()
      for (const tab of await this.#tabsWithRecords()) {
        if (tab === tabs.own) await this.#remove(tab)
        else await tabs.ifGone(tab, () => this.#remove(tab))
      }
      await this.#tellKept()
    })
  }

  async #inTurn<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
    const turn = this.#writing.then(work).catch((error: unknown) => {
      if (!this.#hasTrouble && !this.#closing.signal.aborted) this.#deps.onTrouble(error)
      this.#hasTrouble = true
      return undefined
    })
    this.#writing = turn
    return turn
  }

  /** @returns the keys that another tab has taken over, which stay as they are */
  async #write(keys: readonly string[]): Promise<ReadonlySet<string>> {
    const { owner, database, tabs, read } = this.#deps
    const [open, { own, isDoubtful }] = [await database(), await tabs()]
    const lost = new Set<string>()
    const savedAt = Date.now()
    const isFirst = this.#written.size === 0
    await transact(open, 'items', 'readwrite', (store) => {
      for (const key of keys) {
        const write = () => {
          const item = read(key)
          const [order, begun] = [this.#orders.get(key) ?? savedAt, this.#begun.get(key)]
          const record = item && recordOf(item, { owner, tab: own, order, savedAt, begun })
          if (record) store.put(record)
          else if (this.#written.has(key)) store.delete([owner, key])
          if (record) this.#written.add(key)
          else this.#written.delete(key)
        }
        if (!isDoubtful || !this.#written.has(key)) {
          write()
          continue
        }
        const request = store.get([owner, key]) as IDBRequest<JournalRecord | undefined>
        request.addEventListener('success', () => {
          if (request.result === undefined || request.result.tab === own) write()
          else lost.add(key)
        })
      }
      return { result: undefined }
    })
    if (isFirst && this.#written.size > 0) this.#deps.onKept(true)
    else if (!isFirst && this.#written.size === 0) await this.#tellKept()
    return lost
  }

  async #tabsWithRecords(): Promise<string[]> {
    const tabs = new Set<string>()
    const oldest = Date.now() - KEPT_MS
    await transact(await this.#deps.database(), 'items', 'readwrite', (store) => {
      forEachRecord(store, undefined, (cursor) => {
        const record: unknown = cursor.value
        if (!isRecord(record) || record.savedAt < oldest) cursor.delete()
        else if (record.owner === this.#deps.owner) tabs.add(record.tab)
      })
      return { result: undefined }
    })
    return [...tabs]
  }

  async #adopt(from: string, own: string): Promise<JournalRecord[]> {
    const adopted: JournalRecord[] = []
    await transact(await this.#deps.database(), 'items', 'readwrite', (store) => {
      forEachRecord(store, rangeOf(this.#deps.owner), (cursor) => {
        const record = cursor.value as JournalRecord
        if (record.tab !== from) return
        cursor.update({ ...record, tab: own })
        adopted.push(record)
      })
      return { result: undefined }
    })
    for (const { key, order, begun } of adopted) {
      this.#orders.set(key, order)
      this.#written.add(key)
      if (begun !== undefined) this.#begun.set(key, begun)
    }
    return adopted.toSorted((a, b) => a.order - b.order)
  }

  async #remove(tab: string): Promise<void> {
    await transact(await this.#deps.database(), 'items', 'readwrite', (store) => {
      forEachRecord(store, rangeOf(this.#deps.owner), (cursor) => {
        if ((cursor.value as JournalRecord).tab === tab) cursor.delete()
      })
      return { result: undefined }
    })
  }

  async #tellKept(): Promise<void> {
    const count = await transact(await this.#deps.database(), 'items', 'readonly', (store) =>
      store.count(),
    )
    this.#deps.onKept(count > 0)
  }

  /** Grows within this tab, and from one load to the next. */
  #nextOrder(): number {
    this.#lastOrder = Math.max(this.#lastOrder + 1, Date.now() * 1000)
    return this.#lastOrder
  }
}
