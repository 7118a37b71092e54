import { isRecord } from '#lib/is-record.ts'

/**
 * A sign-in in another window, so that nothing is lost in the one that asks. The provider leads that window back to the
 * console, which hands over what stands in its address. It is worth nothing without what the asking window alone knows
 * (PKCE's verifier), so that it does not matter who else of this origin hears it.
 */
type WindowMessage =
  | { type: 'returned'; state: string; parameters: string }
  /** It was awaited here. */
  | { type: 'taken'; state: string }

/** What of the BroadcastChannel is used. */
export interface WindowChannel {
  post: (message: WindowMessage) => void
  listen: (listener: (message: WindowMessage) => void) => () => void
}

/** @param client the provider and the console's name there */
export function windowChannel(client: string): WindowChannel {
  const channel = new BroadcastChannel(`binnacle.sign-in ${client}`)
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const onMessage = ({ data }: MessageEvent<unknown>) => {
        if (!isRecord(data)) return
        const { type, state, parameters } = data
        if (typeof state !== 'string') return
        if (type === 'taken') listener({ type, state })
        else if (type === 'returned' && typeof parameters === 'string')
          listener({ type, state, parameters })
      }
      channel.addEventListener('message', onMessage)
      return () => channel.removeEventListener('message', onMessage)
    },
  }
}

/** Tells the window that has asked. @returns whether there is one */
export function tellAsker(
  channel: WindowChannel,
  parameters: string,
  timeoutMs: number,
): Promise<boolean> {
  const state = new URLSearchParams(parameters).get('state') ?? ''
  return new Promise((resolve) => {
    const finish = (isTaken: boolean) => {
      clearTimeout(timer)
      stop()
      resolve(isTaken)
    }
    const stop = channel.listen((message) => {
      if (message.type === 'taken' && message.state === state) finish(true)
    })
    const timer = setTimeout(() => finish(false), timeoutMs)
    channel.post({ type: 'returned', state, parameters })
  })
}

/** What another window is led back with; waits until there is one, or until nobody wants it any longer. */
export function waitForWindow(
  channel: WindowChannel,
  state: string,
  signal: AbortSignal,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const stop = channel.listen((message) => {
      if (message.type !== 'returned' || message.state !== state) return
      stop()
      channel.post({ type: 'taken', state })
      resolve(message.parameters)
    })
    signal.addEventListener(
      'abort',
      () => {
        stop()
        reject(signal.reason as Error)
      },
      { once: true },
    )
  })
}
