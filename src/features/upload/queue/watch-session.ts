import type { UploadQueue } from './upload-queue.ts'

/** What the queue has to know of the session. */
export interface WatchedSession {
  get: () => { phase: 'active' | 'locked' | 'signed-out' }
  subscribe: (listener: () => void) => unknown
  onDrop: (listener: (why: 'signed-out' | 'locked') => void) => unknown
  token: () => string | undefined
}

/**
 * Stops the queue behind a locked screen, and lets it go on when the screen is unlocked with the same token: another
 * one may be another person's, who finds it paused and decides. Signing out drops it.
 */
export function watchSession(session: WatchedSession, queue: UploadQueue): void {
  let holder = fingerprint(session.token())
  session.onDrop((why) => {
    if (why === 'locked') queue.lock()
    else queue.drop()
  })
  session.subscribe(() => {
    if (session.get().phase !== 'active') return
    const now = fingerprint(session.token())
    if (queue.get().held === 'locked' && now === holder) queue.resume()
    holder = now
  })
}

/** Enough to know a token again, and nothing to make it from: the token itself must not outlive the lock. */
function fingerprint(token = ''): number {
  let hash = 0x811c9dc5
  for (const character of token) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  }
  return hash >>> 0
}
