import { createHash } from 'node:crypto'
import type { LongQueryKey } from '../store.ts'

/** One of those that are remembered, whose it is, and what it counts for. */
export interface LongQueryRow {
  organization: number
  asker: Uint8Array
  name: Uint8Array
  bytes: number
}

/** What it is kept under, beside its organization. A hash of whose it is has the same length for all. */
export function keyOf({ subject, name }: Omit<LongQueryKey, 'organizationId'>): {
  asker: Uint8Array
  name: Uint8Array
} {
  return {
    asker: createHash('sha256').update(subject).digest(),
    name: Buffer.from(name, 'hex'),
  }
}

/** What a query counts for: the same for all that are short, so that there are never many rows to choose from. */
export function weightOf(query: string): number {
  return Math.max(Buffer.byteLength(query), LEAST_WEIGHT)
}

const LEAST_WEIGHT = 16 * 1024

/**
 * Which have to go so that the rest comes to `most` bytes: always the oldest of whoever takes most, in the organization that
 * takes most. Who takes less than a fair share keeps what they have, whatever others ask.
 * @param rows all of them, the one used last at the end
 */
export function makeRoom(rows: readonly LongQueryRow[], most: number): LongQueryRow[] {
  const organizations = new Takers<Takers<Taker>>()
  for (const row of rows) {
    const askers = organizations.of(String(row.organization), () => new Takers<Taker>())
    askers.of(Buffer.from(row.asker).toString('hex'), () => new Taker()).add(row)
  }
  let bytes = rows.reduce((sum, row) => sum + row.bytes, 0)
  const gone: LongQueryRow[] = []
  while (bytes > most) {
    const oldest = organizations.largest()?.largest()?.shift()
    if (!oldest) break
    bytes -= oldest.bytes
    gone.push(oldest)
  }
  return gone
}

/** Who shares some room. */
class Takers<One extends { readonly bytes: number }> {
  readonly #all = new Map<string, One>()

  get bytes(): number {
    let sum = 0
    for (const one of this.#all.values()) sum += one.bytes
    return sum
  }

  of(name: string, make: () => One): One {
    const known = this.#all.get(name) ?? make()
    this.#all.set(name, known)
    return known
  }

  largest(): One | undefined {
    let largest: One | undefined
    for (const one of this.#all.values()) if (one.bytes > (largest?.bytes ?? 0)) largest = one
    return largest
  }
}

class Taker {
  readonly #rows: LongQueryRow[] = []
  bytes = 0

  add(row: LongQueryRow): void {
    this.#rows.push(row)
    this.bytes += row.bytes
  }

  shift(): LongQueryRow | undefined {
    const row = this.#rows.shift()
    this.bytes -= row?.bytes ?? 0
    return row
  }
}
