import type { Actor, Lease } from '#api/transport/actor.ts'
import type { Secret } from './link/token-link.ts'

/** A token that the server has accepted, and what is known of it. */
export interface AcceptedToken {
  token: string
  /** Whose it is: equal for all tokens of one person, and for nobody else's. */
  subject: string
  /**
   * `provider`: the identity provider names the subject. `server`: the server does. `token`: nobody does, so that only
   * the same token is known to be the same person's.
   */
  subjectFrom: 'provider' | 'server' | 'token'
  /** For people, where the server tells it. */
  name?: string
  /** Milliseconds since the epoch, where the server tells it. */
  expiresAt?: number
  grant?: Grant
}

/** What an identity provider has given beside the token: kept in memory alone, and never behind a locked screen. */
export interface Grant {
  /** Whose it is at the provider. */
  subject: string
  /** Changes with every renewal, so that tabs can tell whose refresh token was used already. It is not a secret. */
  generation: string
  /** Good for one renewal. */
  refreshToken: string | undefined
  /** When the token came, by the clock of this machine, right or wrong; milliseconds since the epoch. */
  receivedAt: number
  /** Seconds that the token lives from then on, where the provider says so. */
  expiresIn: number | undefined
}

/** Asks the server whether it accepts a token, or a code, and whose it is; throws an `ApiError` when not. */
export type CheckToken = (secret: Secret, signal: AbortSignal) => Promise<AcceptedToken>

/** `unknown`: the server does not say whose the token is, and it is another one than before. */
export type Comparison = 'same' | 'other' | 'unknown'

/** `present`: signed in, unlocked or renewed. `ended`: signed out, or replaced by somebody else. */
export type CredentialsChange = 'present' | 'locked' | 'ended'

/**
 * Who acts: the only holder of the token. It hands out an `Actor`, which stays the same object through locks and
 * renewals and ends with the person, so that whatever was begun for one person can never continue as another.
 */
export class Credentials {
  readonly #ask: (isMeant: boolean) => boolean
  readonly #listeners = new Set<(change: CredentialsChange, actor: Actor) => void>()
  #current: SignedIn | undefined

  /**
   * @param ask asks the user for another token, for all who wait for one; false where the user has declined, unless what
   * waits is something that they have just asked for
   */
  constructor(ask: (isMeant: boolean) => boolean) {
    this.#ask = ask
  }

  /** Who is signed in, also behind a locked screen. */
  readonly actor = (): Actor | undefined => this.#current

  /** The accepted token while it may be used: not behind a locked screen. */
  accepted(): AcceptedToken | undefined {
    return this.#current?.isPresent() === true ? this.#current.accepted : undefined
  }

  /** How a token relates to whoever is signed in now. */
  compare(next: AcceptedToken): Comparison {
    const current = this.#current?.accepted
    if (current === undefined || this.#current?.isKnownAs(next.subject) === true) return 'same'
    const named = current.subjectFrom !== 'token' && next.subjectFrom !== 'token'
    return named ? 'other' : 'unknown'
  }

  /**
   * Signs in, unlocks or renews. Another subject than before ends everything that the former one began.
   * @param samePerson the user says so, where the server does not tell whose the token is
   */
  accept(next: AcceptedToken, samePerson = false): void {
    if (samePerson) this.#current?.alsoKnownAs(next.subject)
    if (this.#current?.isKnownAs(next.subject) === false) this.end()
    this.#current ??= new SignedIn(next, this.#ask)
    this.#current.renewed({ ...next, subject: this.#current.subject })
    this.#tell('present', this.#current)
  }

  /**
   * Puts the token away; the actor waits for the same person. Leases keep theirs, for what is under way, unless the person
   * has signed out elsewhere.
   */
  lock(signedOut = false): void {
    if (signedOut) this.#current?.forgetLeases()
    if (this.#current?.isPresent() !== true) return
    this.#current.lock()
    this.#tell('locked', this.#current)
  }

  end(): void {
    const former = this.#current
    if (former === undefined) return
    this.#current = undefined
    former.end()
    this.#tell('ended', former)
  }

  /** The user gives no other token: the requests that wait for one fail. */
  abandonRenewal(): void {
    this.#current?.settle('abandoned')
  }

  onChange(listener: (change: CredentialsChange, actor: Actor) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  #tell(change: CredentialsChange, actor: Actor): void {
    for (const listener of this.#listeners) listener(change, actor)
  }
}

type Renewal = 'renewed' | 'abandoned'

class SignedIn implements Actor {
  readonly subject: string
  accepted: AcceptedToken
  readonly #ask: (isMeant: boolean) => boolean
  readonly #subjects: Set<string>
  readonly #ending = new AbortController()
  readonly #leases = new Set<{ token: string | undefined }>()
  /** Undefined while the screen is locked. */
  #token: string | undefined
  #unlocking = Promise.withResolvers<void>()
  #renewing: PromiseWithResolvers<Renewal> | undefined

  constructor(accepted: AcceptedToken, ask: (isMeant: boolean) => boolean) {
    this.subject = accepted.subject
    this.#subjects = new Set([accepted.subject])
    this.accepted = accepted
    this.#ask = ask
  }

  isKnownAs(subject: string): boolean {
    return this.#subjects.has(subject)
  }

  alsoKnownAs(subject: string): void {
    this.#subjects.add(subject)
  }

  get ended(): AbortSignal {
    return this.#ending.signal
  }

  isPresent(): boolean {
    return this.#token !== undefined
  }

  async token(signal?: AbortSignal): Promise<string> {
    for (;;) {
      signal?.throwIfAborted()
      this.ended.throwIfAborted()
      if (this.#token !== undefined) return this.#token
      await Promise.race([this.#unlocking.promise, abortOf(signal), abortOf(this.ended)])
    }
  }

  async renew(refused: string, isMeant = false): Promise<Renewal> {
    if (this.ended.aborted) return 'abandoned'
    if (this.#token !== undefined && this.#token !== refused) return 'renewed'
    if (this.#renewing === undefined && !this.#ask(isMeant)) return 'abandoned'
    this.#renewing ??= Promise.withResolvers()
    return this.#renewing.promise
  }

  lease(): Lease {
    const kept = { token: this.#token }
    this.#leases.add(kept)
    return {
      subject: this.subject,
      ended: this.ended,
      isPresent: () => this.isPresent(),
      token: async (signal) => {
        signal?.throwIfAborted()
        this.ended.throwIfAborted()
        return kept.token ?? (await this.token(signal))
      },
      // What goes on by itself, such as the rest of a queue, asks nobody a second time.
      renew: (refused) => this.renew(refused),
      lease: () => this.lease(),
      release: () => {
        kept.token = undefined
        this.#leases.delete(kept)
      },
    }
  }

  renewed(accepted: AcceptedToken): void {
    this.accepted = accepted
    this.#token = accepted.token
    for (const kept of this.#leases) kept.token = accepted.token
    this.#unlocking.resolve()
    this.settle('renewed')
  }

  lock(): void {
    this.#forgetToken()
    this.#unlocking = Promise.withResolvers()
  }

  end(): void {
    this.#forgetToken()
    this.forgetLeases()
    this.#ending.abort(new DOMException('The session has ended.', 'AbortError'))
    this.settle('abandoned')
  }

  #forgetToken(): void {
    this.#token = undefined
    const { grant: _, ...others } = this.accepted
    this.accepted = { ...others, token: '' }
  }

  forgetLeases(): void {
    for (const kept of this.#leases) kept.token = undefined
  }

  settle(how: Renewal): void {
    this.#renewing?.resolve(how)
    this.#renewing = undefined
  }
}

/** Rejects when the signal is aborted; never settles otherwise. */
function abortOf(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
