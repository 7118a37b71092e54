import { createStore } from '#ui/store.ts'
import type { AcceptedToken } from '../credentials.ts'
import type { Given } from './answers.ts'
import { renewalAfter, type Renewal, type RenewalEvent } from './renewal.ts'

/** What a renewer needs of its surroundings; it uses no browser API itself. */
export interface RenewerDeps {
  /** The token of now: `undefined` behind a locked screen, and when nobody is signed in. */
  current: () => AcceptedToken | undefined
  /** The provider's next token for it; throws. It is never broken off: the refresh token would be used, and the next one lost. */
  renew: (current: Given) => Promise<Given>
  /** Whether it was for want of an answer that this was thrown; else the provider wants to see the person. */
  isAway: (error: unknown) => boolean
  /** What another tab has in place of a token that was renewed already. */
  takeOver: (
    wants: (generation: string | undefined) => boolean,
  ) => Promise<AcceptedToken | undefined>
  /** One at a time among all tabs. */
  inTurn: (work: () => Promise<void>, signal: AbortSignal) => Promise<void>
  /** The generations whose refresh tokens were used, by any tab. */
  used: { has: (generation: string) => boolean; add: (generation: string) => void }
  accept: (next: Given) => void
  /** Nothing but a sign-in helps, and a request waits for it. */
  askAnew: () => void
  isOnline: () => boolean
  now: () => number
  random: () => number
}

/**
 * Fetches the next token before the present one ends. A refresh token is good once: all tabs of one person share it, so
 * they renew in turn, and a tab whose own was used by another asks that one for what it got.
 */
export class Renewer {
  readonly #deps: RenewerDeps
  readonly #state = createStore<Renewal>({ phase: 'none' })
  #followed: AcceptedToken | undefined
  #flight = new AbortController()

  constructor(deps: RenewerDeps) {
    this.#deps = deps
  }

  readonly get = () => this.#state.get()
  readonly subscribe = (listener: () => void) => this.#state.subscribe(listener)

  /** To be told whenever the session has changed. */
  follow(): void {
    const current = this.#deps.current()
    if (current === this.#followed) return
    this.#followed = current
    this.#flight.abort()
    this.#flight = new AbortController()
    const { now, random } = this.#deps
    if (!current?.grant) return this.#on({ type: 'gone' })
    const { receivedAt, expiresIn } = current.grant
    this.#on({ type: 'given', now: now(), random: random(), receivedAt, expiresIn })
  }

  /** To be told about once a second. */
  tick(): void {
    this.#on({ type: 'time', now: this.#deps.now() })
  }

  /** The connection is back, or somebody wants to try. */
  atOnce(): void {
    this.#on({ type: 'at-once' })
  }

  /** The server takes the token no longer. @returns false where only a sign-in helps */
  refused(): boolean {
    this.#on({ type: 'refused-token', now: this.#deps.now() })
    const { phase } = this.get()
    return phase === 'renewing' || phase === 'waiting'
  }

  #on(event: RenewalEvent): void {
    const before = this.get()
    const after = renewalAfter(before, event, this.#deps.isOnline())
    this.#state.set(after)
    if (after.phase === 'renewing' && before.phase !== 'renewing') void this.#renew()
    const waited = before.phase === 'renewing' && before.needed
    if (after.phase === 'over' && waited) this.#deps.askAnew()
  }

  async #renew(): Promise<void> {
    const { signal } = this.#flight
    const { now, random, isAway } = this.#deps
    try {
      await this.#deps.inTurn(() => this.#fetch(signal), signal)
    } catch (error) {
      // Somebody else has signed in meanwhile, or nobody is.
      if (signal.aborted) return
      const why = isAway(error) ? 'away' : 'ask-anew'
      this.#on({ type: 'failed', now: now(), random: random(), why })
    }
  }

  async #fetch(signal: AbortSignal): Promise<void> {
    const { current, used, renew, accept } = this.#deps
    const before = current()
    signal.throwIfAborted()
    if (!before?.grant) return
    const mine = { ...before, grant: before.grant }
    const next = used.has(mine.grant.generation)
      ? await this.#takeOver(mine.grant.subject)
      : await renew(mine)
    // Before anything else, also where nobody wants it any longer: the other tabs must not use it again.
    if (next && next.grant?.generation !== mine.grant.generation) used.add(mine.grant.generation)
    signal.throwIfAborted()
    if (!next?.grant || next.grant.subject !== mine.grant.subject)
      throw new Error('The tab that has the next token is gone.')
    accept({ ...next, grant: next.grant })
  }

  /** Somebody else may have signed in in another tab, which answers as well: it is passed over. */
  async #takeOver(subject: string): Promise<AcceptedToken | undefined> {
    const { used, takeOver } = this.#deps
    const passed = new Set<string>()
    for (;;) {
      const next = await takeOver(
        (generation) =>
          generation !== undefined && !used.has(generation) && !passed.has(generation),
      )
      if (!next?.grant || next.grant.subject === subject) return next
      if (passed.has(next.grant.generation)) return undefined
      passed.add(next.grant.generation)
    }
  }
}
