import { AsyncLocalStorage } from 'node:async_hooks'

const storage = new AsyncLocalStorage<string>()

/** Does the work for a request: whatever it calls, and waits for, knows whose work it is. */
export function inRequest(id: string, work: () => void): void {
  storage.run(id, work)
}

/**
 * Which request is being worked for, for what an engine writes into its own log; the same that `X-Request-Id`, the
 * server's log and the audit log say. At most 128 letters, digits and `-._~+=:`, so that it can stand in a comment, a
 * header or a name as it is. `undefined` for what the server does by itself, and for what it does for many at once.
 */
export function requestId(): string | undefined {
  return storage.getStore()
}
