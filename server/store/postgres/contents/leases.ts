import { setTimeout as delay } from 'node:timers/promises'
import { EVERYBODY } from '../../contents.ts'
import type { Claim, ContentLeases, ContentName, Lease, PlacedContent } from '../../contents.ts'
import { StoreAway, UnknownOrganization } from '../../errors.ts'
import type { Database } from '../database.ts'
import { openGenerations } from './generations.ts'

export interface LeaseOptions {
  /** Names this process, and nobody else. */
  holder: string
  /** Milliseconds since 1970: only by how much it differs from this machine's clock counts, see `now_ms`. */
  now: () => number
  newId: () => string
  /** Whether organizations share what they store. */
  shared?: boolean
}

/**
 * Leases and claims as rows, as SQLite's are (see `sqlite/leases.ts`). Who takes content and who claims it, on whichever
 * server, go one after the other by an advisory lock for each content; the commit locks the row of the lease itself.
 */
export class PostgresLeases implements ContentLeases {
  readonly holder: string
  readonly #database: Database
  readonly #options: LeaseOptions
  readonly #renewing: NodeJS.Timeout
  readonly #owners = new Map<string, number>()
  /** Leases and claims that have ended, while their rows are still there. */
  #ended: (ContentName & { id: string; isInDoubt: boolean })[] = []
  #ending: Promise<void> | undefined

  /** Before anything is written under the holder's name. */
  static async open(database: Database, options: LeaseOptions): Promise<PostgresLeases> {
    const leases = new PostgresLeases(database, options)
    await leases.#renew()
    return leases
  }

  private constructor(database: Database, options: LeaseOptions) {
    this.holder = options.holder
    this.#database = database
    this.#options = options
    this.#renewing = setInterval(() => {
      // The database may be away: the next turn tries again, and a commit checks its lease.
      this.#renew()
        .then(() => this.#end())
        .catch(() => undefined)
    }, LIFETIME / 4)
    this.#renewing.unref()
  }

  async ownerFor(organizationId: string): Promise<number> {
    const key = this.#owners.get(organizationId) ?? (await this.#keyOf(organizationId))
    return this.#options.shared === true ? EVERYBODY : key
  }

  async isNeeded({ owner, sha256 }: ContentName): Promise<boolean> {
    const row = await this.#database.one<{ needed: boolean }>(
      'select is_needed($1, $2) as needed',
      Buffer.from(sha256, 'hex'),
      owner,
    )
    return row?.needed === true
  }

  async take(content: ContentName): Promise<Lease> {
    const id = this.#options.newId()
    const { owner, sha256 } = content
    for (;;) {
      const row = await this.#database
        .call<{ generation: number | null }>(
          'select take_lease($1, $2, $3, $4, $5, $6, $7) as generation',
          Buffer.from(sha256, 'hex'),
          owner,
          placeOf(content),
          id,
          this.holder,
          LIFETIME,
          this.#skew(),
        )
        .catch((error: unknown) => {
          this.#forget([content], id)
          throw error
        })
      const { generation = null } = row ?? {}
      if (generation !== null) return { id, owner, sha256, generation }
      // It may be a claim of this process, which could not be ended when it was settled.
      await this.#end()
      await delay(REMOVAL_POLL)
    }
  }

  async release({ id, owner, sha256 }: Lease): ReturnType<ContentLeases['release']> {
    const content = { owner, sha256 }
    this.#forget([content], id)
    if (await this.isNeeded(content)) {
      // A version needs it, and versions stay: nobody waits for this row.
      void this.#end().catch(() => undefined)
      return 'needed'
    }
    const claim = await this.claim([content])
    return claim.contents.length > 0 ? claim : 'held'
  }

  async claim(contents: readonly ContentName[]): Promise<Claim> {
    await this.#end()
    const { newId, now } = this.#options
    const id = newId()
    const rows = await this.#database
      .transaction((transaction) =>
        transaction.many<{ place: number; generation: number }>(
          'select place, generation from claim_contents($1, $2, $3, $4, $5, $6, $7)',
          contents.map(({ sha256 }) => Buffer.from(sha256, 'hex')),
          contents.map(({ owner }) => owner),
          contents.map(placeOf),
          id,
          this.holder,
          LIFETIME,
          this.#skew(),
        ),
      )
      .catch((error: unknown) => {
        // It may be there, for all that is known, and would keep everybody else waiting.
        this.#forget(contents, id)
        throw error
      })
    const claimed = rows.flatMap(({ place, generation }): PlacedContent[] => {
      const content = contents[place - 1]
      return content ? [{ owner: content.owner, sha256: content.sha256, generation }] : []
    })
    // Counted from here, a moment after the database has: half of the lifetime is far less than all of it.
    const until = now() + LIFETIME / 2
    return { id, contents: claimed, holds: () => now() < until, stands: () => this.#stands(id) }
  }

  generationOf(content: ContentName): Promise<number> {
    return openGenerations(this.#database)(content)
  }

  async settle({ id, contents }: Claim, isInDoubt: boolean): Promise<void> {
    this.#forget(contents, id, isInDoubt)
    // The database is away: whoever waits for this content waits until the next renewal.
    await this.#end().catch(() => undefined)
  }

  async holders(): Promise<ReadonlySet<string>> {
    const others = await this.#database.many<{ id: string }>(
      'select id from content_holder where expires > now_ms($1)',
      this.#skew(),
    )
    return new Set([this.holder, ...others.map(({ id }) => id)])
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing)
    try {
      await this.#ending?.catch(() => undefined)
      await this.#database.call('select end_holders(array[$1::text])', this.holder)
    } catch (error) {
      // Where the database is away, they end when they are not renewed.
      if (!(error instanceof StoreAway)) throw error
    }
  }

  #skew(): number {
    return Math.round(this.#options.now() - Date.now())
  }

  async #keyOf(organizationId: string): Promise<number> {
    const row = await this.#database.one<{ key: number }>(
      'select key from organization where id = $1',
      organizationId,
    )
    if (!row) throw new UnknownOrganization(`There is no organization "${organizationId}".`)
    this.#owners.set(organizationId, row.key)
    return row.key
  }

  async #renew(): Promise<void> {
    await this.#database.call(
      'select renew_holder($1, $2, $3)',
      this.holder,
      LIFETIME,
      this.#skew(),
    )
  }

  /** What is over: its rows are deleted by the next `#end`. */
  #forget(contents: readonly ContentName[], id: string, isInDoubt = false): void {
    for (const { owner, sha256 } of contents) this.#ended.push({ owner, sha256, id, isInDoubt })
  }

  async #stands(id: string): Promise<boolean> {
    const row = await this.#database.one(
      'select 1 from content_lease where id = $1 and holder = $2 and removing limit 1',
      id,
      this.holder,
    )
    return row !== undefined
  }

  /** Deletes the rows of what has ended; whatever fails is tried again by the next one. */
  async #end(): Promise<void> {
    while (this.#ending) await this.#ending
    if (this.#ended.length === 0) return
    this.#ending = this.#endNow().finally(() => (this.#ending = undefined))
    await this.#ending
  }

  async #endNow(): Promise<void> {
    const ending = [...this.#ended]
    await this.#database.call(
      'select end_leases($1, $2, $3, $4)',
      ending.map(({ sha256 }) => Buffer.from(sha256, 'hex')),
      ending.map(({ owner }) => owner),
      ending.map(({ id }) => id),
      ending.map(({ isInDoubt }) => isInDoubt),
    )
    this.#ended = this.#ended.filter((one) => !ending.includes(one))
  }
}

/** Milliseconds without renewal after which a process counts as gone. */
export const LIFETIME = 60_000
/** Milliseconds between two looks at whether a removal is over. */
const REMOVAL_POLL = 10

/** The advisory lock of a content, as a text. Two that have the same wait for each other, and no more. */
function placeOf({ owner, sha256 }: ContentName): string {
  const bytes = Buffer.from(sha256.padEnd(16, '0').slice(0, 16), 'hex')
  return String(BigInt.asIntN(64, bytes.readBigInt64BE() ^ BigInt(owner)))
}
