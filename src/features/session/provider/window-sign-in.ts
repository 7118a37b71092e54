import { createStore } from '#ui/store.ts'
import type { AcceptedToken } from '../credentials.ts'
import type { SignInRequest } from './identity-provider.ts'
import type { PendingSignIn } from './pending.ts'
import { failureOf, type SignInFailure } from './problems.ts'
import { waitForWindow, type WindowChannel } from './windows.ts'

/** Where the sign-in of another window stands, as this one sees it. */
export type WindowStep =
  | { step: 'preparing' }
  /** A click opens it: there is nothing more to wait for, so that the browser lets the window through. */
  | { step: 'ready'; url: string }
  | { step: 'returning' }
  | { step: 'failed'; failure: SignInFailure }

/** What a sign-in in another window needs. */
export interface WindowSignInDeps {
  channel: WindowChannel
  request: (signal: AbortSignal) => Promise<SignInRequest>
  accept: (
    parameters: string,
    pending: PendingSignIn,
    signal: AbortSignal,
  ) => Promise<AcceptedToken>
}

/** A sign-in in another window, while this one keeps all that is open in it. */
export class WindowSignIn {
  readonly #deps: WindowSignInDeps
  readonly #step = createStore<WindowStep>({ step: 'preparing' })
  #running = new AbortController()

  constructor(deps: WindowSignInDeps) {
    this.#deps = deps
  }

  readonly get = () => this.#step.get()
  readonly subscribe = (listener: () => void) => this.#step.subscribe(listener)

  /**
   * Prepares a sign-in and waits until a window comes back with it; then asks the server about the token.
   * @param onAccepted what to do with it; nothing happens by itself
   */
  async begin(onAccepted: (accepted: AcceptedToken) => void): Promise<void> {
    this.stop()
    const { signal } = (this.#running = new AbortController())
    const set = (step: WindowStep) => {
      if (!signal.aborted) this.#step.set(step)
    }
    set({ step: 'preparing' })
    const { channel, request, accept } = this.#deps
    try {
      const { pending, url } = await request(signal)
      const returned = waitForWindow(channel, pending.state, signal)
      set({ step: 'ready', url })
      const parameters = await returned
      set({ step: 'returning' })
      const accepted = await accept(parameters, pending, signal)
      if (!signal.aborted) onAccepted(accepted)
    } catch (error) {
      set({ step: 'failed', failure: failureOf(error) })
    }
  }

  /** Nobody waits for it any longer. */
  stop(): void {
    this.#running.abort()
  }
}
