import { createStore } from '#ui/store.ts'
import type { SessionDeps } from './channel.ts'
import { Credentials, type AcceptedToken } from './credentials.ts'
import { answerHandOver, requestHandOver } from './hand-over.ts'
import { idlePhase } from './idle.ts'
import { readSecret } from './link/token-link.ts'
import type { ActiveSession, SessionState } from './session-state.ts'
import { endOf } from './storage.ts'

/** Whether somebody is signed in, and for how long without activity. Who that is, `credentials` knows. */
export class Session {
  readonly credentials = new Credentials((isMeant) => this.#askForToken(isMeant))
  readonly #deps: SessionDeps
  readonly #state = createStore<SessionState>({ phase: 'signed-out', left: false })
  #lastActivity: number
  #offered: string | undefined
  /** What `ends` said when this session began. */
  #ends: string

  constructor(deps: SessionDeps) {
    this.#deps = deps
    const stored = deps.storage.read()
    this.#lastActivity = stored?.lastActivity ?? deps.now()
    this.#offered = deps.storage.readOffered()
    this.#ends = deps.ends.current()
    if (stored) {
      if (stored.ends === this.#ends) this.#open(stored.accepted)
      else this.#forget(endOf(stored.ends) !== endOf(this.#ends))
    }
    deps.channel.listen((message) => {
      if (message.type === 'activity') this.#seen(message.at)
      else if (message.type === 'locked') this.#lock()
      else if (message.type === 'signed-out') this.#endElsewhere()
    })
    answerHandOver(deps.channel, () => this.#handsOver())
    this.tick()
    // Of a page that was left before it could ask.
    if (this.#offered !== undefined) this.offer(this.#offered)
  }

  readonly get = () => this.#state.get()
  readonly subscribe = (listener: () => void) => this.#state.subscribe(listener)

  /** Signs in, unlocks or renews with a token that the server has accepted. Another person's ends what was begun here. */
  start(accepted: AcceptedToken, samePerson = false): void {
    this.#lastActivity = this.#deps.now()
    const isSame = samePerson || this.credentials.compare(accepted) === 'same'
    if (this.get().phase !== 'signed-out' && !isSame) this.#endOthers()
    this.#ends = this.#deps.ends.current()
    this.#offer(undefined)
    this.#open(accepted, samePerson)
    this.#store()
    this.#deps.channel.post({ type: 'activity', at: this.#lastActivity })
  }

  /** Takes over the session of another tab, if one is unlocked; see `hand-over.ts`. */
  async startFromAnotherTab(timeoutMs: number): Promise<void> {
    if (this.get().phase !== 'signed-out') return
    const accepted = await requestHandOver(this.#deps.channel, timeoutMs)
    if (!accepted || this.get().phase !== 'signed-out') return
    const link = this.#offered
    this.start(accepted)
    if (link !== undefined) this.offer(link)
  }

  /** Drops everything, here and in every other tab. */
  signOut(): void {
    this.#end()
    this.#endOthers()
  }

  #endOthers(): void {
    this.#deps.ends.mark(true)
    this.#deps.channel.post({ type: 'signed-out' })
  }

  /** Puts token and content away, here and in every other tab, and keeps the place. */
  lock(): void {
    if (this.get().phase !== 'active') return
    this.#lock()
    this.#deps.ends.mark(false)
    this.#deps.channel.post({ type: 'locked' })
  }

  /** The same person's next token, which nobody had to ask for: that is not an activity. */
  renewed(accepted: AcceptedToken): void {
    if (this.get().phase !== 'active' || this.credentials.compare(accepted) !== 'same') return
    this.credentials.accept(accepted)
    this.#update({ renewal: 'none' })
  }

  askForRenewal(): void {
    this.#update({ renewal: 'asking' })
  }

  /** Lets the waiting requests fail, and does not ask again until `askForRenewal`, or until somebody saves something. */
  declineRenewal(): void {
    this.#update({ renewal: 'declined' })
    this.credentials.abandonRenewal()
  }

  /** Somebody is active. Once the time is over it comes too late: the key that wakes a machine must not unlock it. */
  touch(): void {
    this.tick()
    if (this.get().phase !== 'active') return
    this.#seen(this.#deps.now())
    this.#deps.channel.post({ type: 'activity', at: this.#lastActivity })
  }

  /** Compares the clock with the last activity, and this tab with what has become of the others. */
  tick(): void {
    this.#followEnds()
    const state = this.get()
    if (state.phase !== 'active') return
    const idle = idlePhase(this.#lastActivity, this.#deps.now(), this.#deps.idleMs)
    if (idle.phase === 'over') {
      // Here alone: the others have clocks of their own, and may have heard of activity that this one missed.
      return this.#lock(this.#deps.idleMs)
    }
    const lockAt = idle.phase === 'warning' ? idle.lockAt : undefined
    if (lockAt !== state.lockAt) this.#update({ lockAt })
  }

  /** Keeps what a link signs in with until it is checked; where somebody is signed in, until they say whether it may. */
  offer(link: string): void {
    const state = this.get()
    this.#offer(state.phase === 'signed-out' ? link : undefined)
    if (state.phase === 'signed-out') return
    const read = readSecret(link)
    // The same token changes nothing.
    if (read.ok && read.secret.text !== this.credentials.accepted()?.token)
      this.#state.set({ ...state, link })
  }

  /** Whoever is signed in stays so. */
  declineLink(): void {
    const state = this.get()
    if (state.phase !== 'signed-out') this.#state.set({ ...state, link: undefined })
  }

  /** The fragment of a link, until it is accepted or refused. */
  readonly offered = () => this.#offered

  /** The server does not accept what the link carries. */
  refuseOffered(): void {
    this.#offer(undefined)
  }

  /** A token that the server has refused is of no use to another tab. */
  #handsOver(): AcceptedToken | undefined {
    const state = this.get()
    const isGood = state.phase === 'active' && state.renewal === 'none'
    return isGood ? this.credentials.accepted() : undefined
  }

  #open(accepted: AcceptedToken, samePerson = false): void {
    this.credentials.accept(accepted, samePerson)
    const actor = this.credentials.actor()
    if (actor)
      this.#state.set({
        phase: 'active',
        actor,
        renewal: 'none',
        lockAt: undefined,
        link: undefined,
      })
  }

  /** Behind a locked screen the requests wait for the unlocking, without a dialog. */
  #askForToken(isMeant: boolean): boolean {
    const state = this.get()
    if (state.phase === 'active' && state.renewal === 'declined' && !isMeant) return false
    if (state.phase === 'active' && this.#deps.renews?.() === true) return true
    this.askForRenewal()
    return state.phase !== 'signed-out'
  }

  #offer(link: string | undefined): void {
    this.#offered = link
    this.#deps.storage.writeOffered(link)
  }

  #lock(afterMs?: number): void {
    if (this.get().phase !== 'active') return
    this.#deps.storage.clear()
    this.#state.set({
      phase: 'locked',
      afterMs,
      link: undefined,
    })
    this.credentials.lock()
  }

  /** Nobody was asked in this tab: what is unfinished here waits behind the lock for its person. */
  #endElsewhere(): void {
    if (!this.#deps.hasUnfinished()) return this.#end()
    this.#lock()
    this.credentials.lock(true)
  }

  #end(): void {
    if (this.get().phase === 'signed-out') return
    this.#forget(true)
    this.credentials.end()
  }

  #forget(left: boolean): void {
    this.#deps.storage.clear()
    this.#state.set({ phase: 'signed-out', left })
  }

  /** A tab that was asleep or in the back-forward cache has not heard what the others said. */
  #followEnds(): void {
    const ends = this.#deps.ends.current()
    if (ends === this.#ends) return
    const isEnd = endOf(ends) !== endOf(this.#ends)
    this.#ends = ends
    if (isEnd) this.#endElsewhere()
    else this.#lock()
  }

  /** A time from another tab may be ahead of a clock that was set back meanwhile. */
  #seen(at: number): void {
    const now = this.#deps.now()
    this.#lastActivity = Math.min(now, Math.max(this.#lastActivity, at))
    this.#store()
    this.tick()
  }

  #store(): void {
    const accepted = this.credentials.accepted()
    const lastActivity = this.#lastActivity
    if (accepted) this.#deps.storage.write({ accepted, lastActivity, ends: this.#ends })
  }

  #update(change: Partial<Pick<ActiveSession, 'renewal' | 'lockAt'>>): void {
    const state = this.get()
    if (state.phase === 'active') this.#state.set({ ...state, ...change })
  }
}
