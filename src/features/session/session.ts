import { createStore } from '#ui/store.ts'
import { idlePhase } from './idle.ts'
import type { SessionChannel, TokenKeeper } from './storage.ts'

export type SessionState =
  | { phase: 'signed-out' }
  | ActiveSession
  /** The screen is closed; the place is kept, token and content are gone. */
  | { phase: 'locked' }

export interface ActiveSession {
  phase: 'active'
  /** `asking`: the server no longer takes the token, a dialog asks for another; `declined`: later, said the user. */
  renewal: 'none' | 'asking' | 'declined'
  /** When the screen will lock, within the last minute before it; milliseconds since the epoch. */
  lockAt: number | undefined
}

export type DropReason = 'signed-out' | 'locked'

/** What a session needs of its surroundings. It knows no browser itself. */
export interface SessionRim {
  keeper: TokenKeeper
  channel: SessionChannel
  /** Milliseconds since the epoch. */
  now: () => number
  idleMs: number
}

const open: ActiveSession = { phase: 'active', renewal: 'none', lockAt: undefined }

/** Who may read here, and for how long: the one holder of the token. */
export class Session {
  readonly #rim: SessionRim
  readonly #state = createStore<SessionState>({ phase: 'signed-out' })
  readonly #droppers = new Set<(why: DropReason) => void>()
  #token: string | undefined
  #lastActivity: number
  #offered: string | undefined
  #renewing: PromiseWithResolvers<'renewed' | 'abandoned'> | undefined

  constructor(rim: SessionRim) {
    this.#rim = rim
    const kept = rim.keeper.read()
    this.#token = kept?.token
    this.#lastActivity = kept?.lastActivity ?? rim.now()
    this.#offered = rim.keeper.readOffered()
    if (kept) this.#state.set(open)
    rim.channel.listen((message) => {
      if (message.type === 'activity') this.#seen(message.at)
      else this.#end(message.type)
    })
    this.tick()
  }

  readonly get = () => this.#state.get()
  readonly subscribe = (listener: () => void) => this.#state.subscribe(listener)
  readonly token = () => this.#token

  /** Takes a token that the server has accepted: signs in, unlocks, or renews. */
  start(accepted: string): void {
    this.#token = accepted
    this.#lastActivity = this.#rim.now()
    this.#keep()
    this.#offer(undefined)
    this.#state.set(open)
    this.#settle('renewed')
    this.#rim.channel.post({ type: 'activity', at: this.#lastActivity })
  }

  /** Drops everything, here and in every other tab. */
  signOut(): void {
    this.#end('signed-out')
    this.#rim.channel.post({ type: 'signed-out' })
  }

  /** Drops token and content, here and in every other tab, and keeps the place. */
  lock(): void {
    if (this.get().phase !== 'active') return
    this.#end('locked')
    this.#rim.channel.post({ type: 'locked' })
  }

  /** For the client, at a 401: one question for all who wait. Behind a locked screen it waits for the unlocking. */
  readonly renewToken = (): Promise<'renewed' | 'abandoned'> => {
    const state = this.get()
    const declined = state.phase === 'active' && state.renewal === 'declined'
    if (state.phase === 'signed-out' || declined) return Promise.resolve('abandoned')
    this.#renewing ??= Promise.withResolvers()
    this.askForRenewal()
    return this.#renewing.promise
  }

  askForRenewal(): void {
    this.#update({ renewal: 'asking' })
  }

  /** Lets the waiting requests fail, and asks no more until it is asked to. */
  declineRenewal(): void {
    this.#update({ renewal: 'declined' })
    this.#settle('abandoned')
  }

  /** Somebody is here. After the time is over it comes too late: the key that wakes a machine must not open it. */
  touch(): void {
    this.tick()
    if (this.get().phase !== 'active') return
    this.#seen(this.#rim.now())
    this.#rim.channel.post({ type: 'activity', at: this.#lastActivity })
  }

  /** Looks at the clock. */
  tick(): void {
    const state = this.get()
    if (state.phase !== 'active') return
    const idle = idlePhase(this.#lastActivity, this.#rim.now(), this.#rim.idleMs)
    if (idle.phase === 'over') {
      this.lock()
      return
    }
    const lockAt = idle.phase === 'warning' ? idle.lockAt : undefined
    if (lockAt !== state.lockAt) this.#update({ lockAt })
  }

  /** Takes a token out of a link, to be checked before it counts; this tab's own session ends for it. */
  offer(token: string): void {
    this.#end('signed-out')
    this.#offer(token)
  }

  /** The token from a link, until it is accepted or refused. */
  readonly offered = () => this.#offered

  /** The server does not take the offered token. */
  refuseOffered(): void {
    this.#offer(undefined)
  }

  /** Tells who holds content that it must let go of it. */
  onDrop(listener: (why: DropReason) => void): () => void {
    this.#droppers.add(listener)
    return () => this.#droppers.delete(listener)
  }

  #offer(token: string | undefined): void {
    this.#offered = token
    this.#rim.keeper.writeOffered(token)
  }

  #end(why: DropReason): void {
    const before = this.get().phase
    if (before === 'signed-out' || before === why) return
    this.#token = undefined
    this.#rim.keeper.clear()
    this.#state.set({ phase: why })
    for (const drop of this.#droppers) drop(why)
    if (why === 'signed-out') this.#settle('abandoned')
  }

  /** A time from another tab may be ahead of a clock that was set back meanwhile. */
  #seen(at: number): void {
    const now = this.#rim.now()
    this.#lastActivity = Math.min(now, Math.max(this.#lastActivity, at))
    this.#keep()
    this.tick()
  }

  #keep(): void {
    if (this.#token === undefined) return
    this.#rim.keeper.write({ token: this.#token, lastActivity: this.#lastActivity })
  }

  #settle(how: 'renewed' | 'abandoned'): void {
    const waiting = this.#renewing
    this.#renewing = undefined
    waiting?.resolve(how)
  }

  #update(change: Partial<Omit<ActiveSession, 'phase'>>): void {
    const state = this.get()
    if (state.phase === 'active') this.#state.set({ ...state, ...change })
  }
}
