import { setTimeout as delay } from 'node:timers/promises'
import { EVERYBODY } from '../../contents.ts'
import type { Claim, ContentLeases, ContentName, Lease, PlacedContent } from '../../contents.ts'
import { StoreAway, UnknownOrganization } from '../../errors.ts'
import { inBriefTransaction } from '../database.ts'
import type { Database } from '../database.ts'
import type { WriteQueue } from '../write-queue.ts'
import { openGenerations, openNextGenerations } from './generations.ts'

export interface LeaseOptions {
  /** Names this process, and nobody else. */
  holder: string
  /** Milliseconds since 1970. */
  now: () => number
  newId: () => string
  /** Whether organizations share what they store. */
  shared?: boolean
}

/**
 * Leases and claims as rows. They need not survive a power loss, as no process does, so nobody waits for the disk. A claim
 * counts for half its lifetime only, which spares most work that would be in vain; what whoever wakes up later removes all
 * the same is not what somebody else has stored again, see `PlacedContent`.
 */
export class SqliteLeases implements ContentLeases {
  readonly holder: string
  readonly #queue: WriteQueue
  readonly #options: LeaseOptions
  readonly #rows: ReturnType<typeof openRows>
  readonly #renewing: NodeJS.Timeout
  /** Leases and claims that have ended, while their rows are still there: the next transaction deletes them. */
  #ended: Ended[] = []
  readonly #generationOf: (content: ContentName) => number

  constructor(database: Database, queue: WriteQueue, options: LeaseOptions) {
    this.holder = options.holder
    this.#queue = queue
    this.#options = options
    this.#rows = openRows(database)
    this.#generationOf = openGenerations(database)
    // Before anything is written under this name.
    inBriefTransaction(database, () => this.#renew())
    this.#renewing = setInterval(() => {
      // The database may be busy or the disk full. The next turn tries again, and a commit checks its lease.
      this.#write(() => this.#renew()).catch(() => undefined)
    }, LIFETIME / 4)
    this.#renewing.unref()
  }

  async ownerFor(organizationId: string): Promise<number> {
    const key = this.#rows.organization(organizationId)?.key
    if (key === undefined)
      throw new UnknownOrganization(`There is no organization "${organizationId}".`)
    return this.#options.shared === true ? EVERYBODY : key
  }

  async isNeeded(content: ContentName): Promise<boolean> {
    return this.#isNeeded(content)
  }

  #isNeeded({ owner, sha256 }: ContentName): boolean {
    const bytes = Buffer.from(sha256, 'hex')
    return owner === EVERYBODY ? this.#rows.isNeeded(bytes) : this.#rows.isNeededBy(bytes, owner)
  }

  async take(content: ContentName): Promise<Lease> {
    for (;;) {
      const lease = await this.#write(() => this.#take(content))
      if (lease) return lease
      await delay(REMOVAL_POLL)
    }
  }

  async release({ id, owner, sha256 }: Lease): ReturnType<ContentLeases['release']> {
    const content = { owner, sha256 }
    this.#ended.push({ row: [Buffer.from(sha256, 'hex'), owner, id], isInDoubt: false })
    // A version needs it, and versions stay: nothing waits for this row.
    if (this.#isNeeded(content)) return 'needed'
    const claim = await this.#write(() => this.#claim([content]))
    return claim.contents.length > 0 ? claim : 'held'
  }

  async claim(contents: readonly ContentName[]): Promise<Claim> {
    return this.#write(() => this.#claim(contents))
  }

  async generationOf(content: ContentName): Promise<number> {
    return this.#generationOf(content)
  }

  async settle({ id, contents }: Claim, isInDoubt: boolean): Promise<void> {
    for (const { owner, sha256 } of contents)
      this.#ended.push({ row: [Buffer.from(sha256, 'hex'), owner, id], isInDoubt })
    try {
      await this.#write(() => undefined)
    } catch {
      // The database is busy or the disk full. Whoever waits for this content waits until the next transaction.
    }
  }

  async holders(): Promise<ReadonlySet<string>> {
    const others = this.#rows.holders(this.#options.now())
    return new Set([this.holder, ...others.map(({ id }) => id)])
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing)
    try {
      await this.#queue.runBriefly(() => {
        this.#rows.next.ofHolder(this.holder)
        this.#rows.end(this.holder)
      })
    } catch (error) {
      // Where the data is gone, they end when they are not renewed.
      if (!(error instanceof StoreAway)) throw error
    }
  }

  /** Ended rows count as deleted only once the transaction is through: whatever fails is tried again by the next one. */
  async #write<Result>(work: () => Result): Promise<Result> {
    let ending: Ended[] = []
    const result = await this.#queue.runBriefly(() => {
      ending = [...this.#ended]
      for (const { row, isInDoubt } of ending) {
        if (isInDoubt) this.#rows.next.ofClaim(...row)
        this.#rows.remove(...row)
      }
      return work()
    })
    this.#ended = this.#ended.filter((row) => !ending.includes(row))
    return result
  }

  #renew(): void {
    this.#rows.renew(this.holder, this.#options.now() + LIFETIME)
  }

  /** Ends the leases of processes that are gone, but never our own. */
  #endExpired(): void {
    this.#renew()
    const now = this.#options.now()
    this.#rows.next.ofExpired(now)
    this.#rows.endExpired(now)
  }

  /** `undefined` while somebody removes the content. */
  #take({ owner, sha256 }: ContentName): Lease | undefined {
    const bytes = Buffer.from(sha256, 'hex')
    if (!this.#rows.isHolder(this.holder)) this.#renew()
    if (this.#rows.isClaimed(bytes, owner)) this.#endExpired()
    if (this.#rows.isClaimed(bytes, owner)) return undefined
    const id = this.#options.newId()
    this.#rows.add(bytes, owner, id, this.holder, 0)
    return { id, owner, sha256, generation: this.#generationOf({ owner, sha256 }) }
  }

  #claim(contents: readonly ContentName[]): Claim {
    const { newId, now } = this.#options
    this.#endExpired()
    const id = newId()
    const free = contents.filter(({ owner, sha256 }) => {
      const bytes = Buffer.from(sha256, 'hex')
      if (this.#isNeeded({ owner, sha256 }) || this.#rows.isHeld(bytes, owner)) return false
      this.#rows.add(bytes, owner, id, this.holder, 1)
      return true
    })
    const claimed = free.map(({ owner, sha256 }): PlacedContent => ({
      owner,
      sha256,
      generation: this.#generationOf({ owner, sha256 }),
    }))
    const until = now() + LIFETIME / 2
    const stands = async () => this.#rows.isClaim(id)
    return { id, contents: claimed, holds: () => now() < until, stands }
  }
}

interface Ended {
  row: [sha256: Uint8Array, owner: number, id: string]
  /** Whether a removal by this claim may yet be carried out. */
  isInDoubt: boolean
}

/** Milliseconds without renewal after which a process counts as gone. */
export const LIFETIME = 60_000
/** Milliseconds between two looks at whether a removal is over. */
const REMOVAL_POLL = 10

/** For a process that has the data for itself: whatever others left behind is of the past. */
export function endOtherHolders(database: Database, holder: string): void {
  openNextGenerations(database).ofOthers(holder)
  database.run('delete from content_holder where id <> ?')(holder)
}

function openRows(database: Database) {
  const one = (sql: string) => {
    const find = database.one<{ found: number }>(sql)
    return (...values: Parameters<typeof find>): boolean => find(...values) !== undefined
  }
  return {
    renew: database.run(
      `insert into content_holder (id, expires) values (?, ?)
       on conflict (id) do update set expires = excluded.expires`,
    ),
    /** Their leases and claims end with them. */
    endExpired: database.run('delete from content_holder where expires <= ?'),
    end: database.run('delete from content_holder where id = ?'),
    holders: database.many<{ id: string }>('select id from content_holder where expires > ?'),
    isHolder: one('select 1 as found from content_holder where id = ?'),
    isNeeded: one(
      'select 1 as found from version indexed by version_content where sha256 = ? limit 1',
    ),
    isNeededBy: one(
      'select 1 as found from version indexed by version_content where sha256 = ? and organization = ? limit 1',
    ),
    isClaim: one('select 1 as found from content_lease where id = ? and removing = 1 limit 1'),
    next: openNextGenerations(database),
    isHeld: one('select 1 as found from content_lease where sha256 = ? and owner = ? limit 1'),
    isClaimed: one(
      'select 1 as found from content_lease where sha256 = ? and owner = ? and removing = 1 limit 1',
    ),
    add: database.run(
      'insert into content_lease (sha256, owner, id, holder, removing) values (?, ?, ?, ?, ?)',
    ),
    organization: database.one<{ key: number }>('select key from organization where id = ?'),
    remove: database.run('delete from content_lease where sha256 = ? and owner = ? and id = ?'),
  }
}
