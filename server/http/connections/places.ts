import { isIPv6 } from 'node:net'

/** How many connections there may be. */
export interface PlaceLimits {
  all: number
  /** Of one address. */
  perAddress: number
}

/** What a new connection comes to. */
export interface Entry<Who> {
  /** Whether there is a place for it. */
  enters: boolean
  /** Who is closed for it; they have no place any more. */
  instead: Who[]
}

interface Place<Who> {
  who: Who
  address: string
  crowds: Crowd<Who>[]
  /** Whether it has shown a good token. */
  known: boolean
  busy: boolean
  /** Milliseconds; since when it is busy or idle. */
  since: number
}

/**
 * Who has a place among the connections, and who is closed for a new one. A new connection is a stranger's until it has
 * shown a good token. Where strangers have half of the places, all together or of one address, those that are of no use
 * go first, so that the others stay free for callers whom the server knows. Where places run out, the one goes that has
 * been idle longest, strangers first: one that has never sent a whole request, or waits between two. Who is known and in
 * the middle of a request is never closed.
 */
export class Places<Who> {
  readonly #limits: PlaceLimits
  readonly #places = new Map<Who, Place<Who>>()
  readonly #all = new Crowd<Who>()
  readonly #ofAddresses = new Map<string, Crowd<Who>>()
  #refused = 0
  #displaced = 0

  constructor(limits: PlaceLimits) {
    this.#limits = limits
  }

  /** @param now milliseconds */
  enter(who: Who, address: string, now: number): Entry<Who> {
    const ofAddress = this.#ofAddresses.get(address) ?? new Crowd<Who>()
    const bounds = [
      [ofAddress, this.#limits.perAddress],
      [this.#all, this.#limits.all],
    ] as const
    const instead: Who[] = []
    for (const [crowd, most] of bounds) {
      const one = crowd.dispensable(most, now)
      if (!one && crowd.size >= most) {
        this.#refused += 1
        return { enters: false, instead }
      }
      if (!one) continue
      this.#displaced += 1
      instead.push(one.who)
      this.leave(one.who)
    }
    this.#ofAddresses.set(address, ofAddress)
    const crowds = [ofAddress, this.#all]
    const place = { who, address, crowds, known: false, busy: false, since: now }
    this.#places.set(who, place)
    for (const crowd of crowds) crowd.add(place)
    return { enters: true, instead }
  }

  leave(who: Who): void {
    const place = this.#places.get(who)
    if (!place) return
    this.#places.delete(who)
    for (const crowd of place.crowds) crowd.remove(place)
    if (this.#ofAddresses.get(place.address)?.size === 0) this.#ofAddresses.delete(place.address)
  }

  /** It has shown a good token. */
  know(who: Who, now: number): void {
    this.#change(who, now, { known: true })
  }

  /** It has sent a request, or has been answered all. */
  setBusy(who: Who, busy: boolean, now: number): void {
    if (this.#places.get(who)?.busy !== busy) this.#change(who, now, { busy })
  }

  get size(): number {
    return this.#places.size
  }

  /** How many are open now, and how many were refused, or closed for others, since the beginning. */
  get counts(): { known: number; strangers: number; refused: number; displaced: number } {
    const { size, strangers } = this.#all
    const [refused, displaced] = [this.#refused, this.#displaced]
    return { known: size - strangers, strangers, refused, displaced }
  }

  #change(who: Who, now: number, change: Partial<Pick<Place<Who>, 'known' | 'busy'>>): void {
    const place = this.#places.get(who)
    if (!place) return
    for (const crowd of place.crowds) crowd.remove(place)
    Object.assign(place, change, { since: now })
    for (const crowd of place.crowds) crowd.add(place)
  }
}

/** A bounded set of places: all there are, or those of one address. In each set, the one that came first is first. */
class Crowd<Who> {
  readonly #idleStrangers = new Set<Place<Who>>()
  readonly #busyStrangers = new Set<Place<Who>>()
  readonly #idleKnown = new Set<Place<Who>>()
  readonly #busyKnown = new Set<Place<Who>>()

  add(place: Place<Who>): void {
    this.#setOf(place).add(place)
  }

  remove(place: Place<Who>): void {
    this.#setOf(place).delete(place)
  }

  get size(): number {
    return this.strangers + this.#idleKnown.size + this.#busyKnown.size
  }

  /** Who goes for a new one, where that has to be, or is better. */
  dispensable(most: number, now: number): Place<Who> | undefined {
    const [idle] = this.#idleStrangers
    const [busy] = this.#busyStrangers
    const since = (place: Place<Who> | undefined, age: number) =>
      place && now - place.since >= age ? place : undefined
    if (this.size >= most) {
      const [known] = this.#idleKnown
      return idle ?? since(busy, STALE_MS) ?? known ?? since(busy, SLOW_MS)
    }
    if (this.strangers < most / 2) return undefined
    return since(idle, FRESH_MS) ?? since(busy, STALE_MS)
  }

  get strangers(): number {
    return this.#idleStrangers.size + this.#busyStrangers.size
  }

  #setOf({ known, busy }: Place<Who>): Set<Place<Who>> {
    if (known) return busy ? this.#busyKnown : this.#idleKnown
    return busy ? this.#busyStrangers : this.#idleStrangers
  }
}

/** Milliseconds that everybody has for a first request, as long as there are places. */
const FRESH_MS = 1000
/**
 * Milliseconds in the middle of an answer after which a stranger may be closed for somebody else, sooner where nobody
 * else can be: what strangers may have, the console's files and refusals, takes seconds on a slow line, and for ever
 * where nobody reads it.
 */
const STALE_MS = 10_000
const SLOW_MS = 2_000

/**
 * What counts as one address: of IPv6 the first 64 bits, since whoever has one address has all of those; an IPv4 address
 * in IPv6's clothes is the IPv4 address.
 * @param remote as `Socket.remoteAddress` has it; unknown once a connection is closed
 */
export function clientAddress(remote: string | undefined): string {
  const [address = ''] = (remote ?? '').split('%', 1)
  const inside = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (inside !== undefined || !isIPv6(address)) return inside ?? address
  const [before = '', after] = address.split('::', 2)
  const groups = (text = '') => (text === '' ? [] : text.split(':'))
  const [head, tail] = [groups(before), groups(after)]
  const zeros = after === undefined ? 0 : 8 - head.length - tail.length
  const all = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
  return all
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')
}
