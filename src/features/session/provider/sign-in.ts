import { createStore } from '#ui/store.ts'
import type { AcceptedToken, CheckToken, CredentialsChange } from '../credentials.ts'
import type { Session } from '../session.ts'
import { beganBefore, type Given } from './answers.ts'
import type { Asking, IdentityProvider, SignInRequest } from './identity-provider.ts'
import type { PendingSignIn, Returned } from './pending.ts'
import {
  failureOf,
  problemOf,
  RefusedByServer,
  SignInError,
  type SignInFailure,
  type SignInProblem,
} from './problems.ts'
import type { Since } from './remembered.ts'
import type { Renewer } from './renewer.ts'
import { WindowSignIn } from './window-sign-in.ts'
import type { WindowChannel } from './windows.ts'

/** Where the sign-in of this window stands. */
export type SignInStep =
  | { step: 'idle' }
  /** This window is on its way to the provider. */
  | { step: 'leaving' }
  /** It came back: the code becomes a token, and the server is asked about that. */
  | { step: 'returning' }
  | { step: 'failed'; failure: SignInFailure }

/** What signing in needs of its surroundings. */
export interface SignInDeps {
  /** What people call the provider. */
  name: string
  provider: IdentityProvider
  session: Session
  check: CheckToken
  renewer: Renewer
  channel: WindowChannel
  keepPending: (pending: PendingSignIn) => void
  /** In this browser, for all of its tabs: the next sign-in is to ask who is there, even if the provider knows. */
  anew: Since
  /** Leaves the console. `replace`: nothing leads back to the page of now. */
  go: (url: string, replace: boolean) => void
  /** Gives up leaving it, as long as the provider has not answered. */
  halt: () => void
}

/** Milliseconds that a sign-out waits for the provider. */
const SIGN_OUT_PATIENCE = 5_000

/** Signing in and out with an identity provider, in this window or in another one. */
export class SignIn {
  readonly #deps: SignInDeps
  readonly #step = createStore<SignInStep>({ step: 'idle' })
  #running = new AbortController()
  /** Whoever is signed in, or was and is behind the lock, came from the provider. */
  #isTheirs = false

  constructor(deps: SignInDeps) {
    this.#deps = deps
    deps.session.credentials.onChange((change) => this.#follow(change))
    if (deps.session.credentials.accepted()) this.#follow('present')
  }

  readonly get = () => this.#step.get()
  readonly subscribe = (listener: () => void) => this.#step.subscribe(listener)

  get name(): string {
    return this.#deps.name
  }

  get renewer(): Renewer {
    return this.#deps.renewer
  }

  /** Whether the person of now has signed in there. */
  isTheirs(): boolean {
    return this.#isTheirs
  }

  /**
   * Leads this window to the provider, and afterwards back to that place.
   * @param place a path of the console, with its base
   * @param silent without asking anybody: whoever was signed in before the page was loaded anew
   */
  async goThere(place: string, silent = false): Promise<void> {
    if (silent && this.#deps.anew.get() !== undefined) return
    const { signal } = this.#begin({ step: 'leaving' })
    try {
      const asking = silent ? 'silent' : this.#asking(false)
      const { pending, url } = await this.#deps.provider.request(asking, place, signal)
      if (signal.aborted) return
      this.#deps.keepPending(pending)
      this.#deps.go(url, silent)
    } catch (error) {
      this.#failed(error, signal)
    }
  }

  /** The way to the provider was given up, or the browser has brought this page back. */
  stay(): void {
    if (this.get().step !== 'leaving') return
    this.#begin({ step: 'idle' })
    this.#deps.halt()
  }

  /** This window has come back from the provider. */
  async finish({ parameters, pending }: Returned): Promise<void> {
    const { signal } = this.#begin({ step: 'returning' })
    try {
      if (!pending)
        throw new SignInError('not-begun-here', 'No sign-in was waiting for this answer')
      this.#deps.session.start(await this.accept(parameters, pending, signal))
    } catch (error) {
      this.#failed(error, signal)
    }
  }

  /** @param isLocked the provider has to ask who is there */
  inWindow(isLocked: boolean): WindowSignIn {
    const { channel, provider } = this.#deps
    const request = (signal: AbortSignal): Promise<SignInRequest> =>
      provider.request(this.#asking(isLocked), '/', signal)
    return new WindowSignIn({ channel, request, accept: this.accept })
  }

  /** What the provider gives for its answer, once the server has accepted it. Throws what `failureOf` takes. */
  readonly accept = async (
    parameters: string,
    pending: PendingSignIn,
    signal: AbortSignal,
  ): Promise<AcceptedToken> => {
    if (beganBefore(this.#deps.anew.get(), pending.askedAt, Date.now()))
      throw new SignInError('not-asked', 'It began before the screen was locked, or the sign-out')
    const given = await this.#deps.provider.exchange(parameters, pending, signal)
    const { name } = await this.#checked(given, signal)
    this.#deps.anew.set(false)
    return name === undefined ? given : { ...given, name }
  }

  /**
   * What is left to do at the provider once the session has ended here, to be asked before it ends.
   * @returns nothing where the person has not signed in there
   */
  leaving(): (() => Promise<void>) | undefined {
    if (!this.#isTheirs) return undefined
    const { provider, session, anew, go } = this.#deps
    const grant = session.credentials.accepted()?.grant
    return async () => {
      const { signal } = this.#begin({ step: 'leaving' })
      // Until the provider's own session has ended, nobody may come back by it.
      anew.set(true)
      try {
        const patience = AbortSignal.any([signal, AbortSignal.timeout(SIGN_OUT_PATIENCE)])
        const url = await provider.end(grant, patience)
        if (url === undefined) this.#begin({ step: 'idle' })
        else go(url, true)
      } catch (error) {
        if (signal.aborted) return
        const problem: SignInProblem = {
          kind: 'half-signed-out',
          details: problemOf(error).details,
        }
        this.#step.set({ step: 'failed', failure: { by: 'provider', problem } })
      }
    }
  }

  #asking(isLocked: boolean): Asking {
    return isLocked || this.#deps.anew.get() !== undefined ? 'anew' : 'ask'
  }

  async #checked(given: Given, signal: AbortSignal): Promise<AcceptedToken> {
    try {
      const known = await this.#deps.check({ kind: 'token', text: given.token }, signal)
      return { ...known, ...given }
    } catch (error) {
      if (signal.aborted) throw error
      throw new RefusedByServer(error)
    }
  }

  #follow(change: CredentialsChange): void {
    const { session, renewer, anew } = this.#deps
    if (change === 'present') {
      this.#isTheirs = session.credentials.accepted()?.subjectFrom === 'provider'
      this.#begin({ step: 'idle' })
    } else if (change === 'ended') this.#isTheirs = false
    // Whoever comes to a locked screen must not get in by what the provider remembers of somebody else.
    if (change === 'locked' && this.#isTheirs) anew.set(true)
    renewer.follow()
  }

  /** One thing at a time. */
  #begin(step: SignInStep): AbortController {
    this.#running.abort()
    this.#running = new AbortController()
    this.#step.set(step)
    return this.#running
  }

  #failed(error: unknown, signal: AbortSignal): void {
    if (!signal.aborted) this.#step.set({ step: 'failed', failure: failureOf(error) })
  }
}
