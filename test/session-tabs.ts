import type { SessionChannel, SessionMessage } from '#features/session/channel.ts'
import type { AcceptedToken } from '#features/session/credentials.ts'
import { Session } from '#features/session/session.ts'
import { sharedEnds, type StoredSession } from '#features/session/storage.ts'

export const minute = 60_000

/** For tests. */
export function tokenOf(subject: string, token = `secret-of-${subject}`): AcceptedToken {
  return { token, subject, subjectFrom: 'server' }
}

/** Tabs of one browser, with one clock and a channel that delivers to all others. */
export function browser() {
  const clock = { now: 1_000_000 }
  /** What all tabs share, present or not. */
  const shared = new Map<string, string>()
  const local = {
    getItem: (key: string) => shared.get(key) ?? null,
    setItem: (key: string, value: string) => void shared.set(key, value),
  } as Storage
  const tabs = new Set<{ deliver: (message: SessionMessage) => void }>()
  const sent: SessionMessage[] = []
  function tab(stored?: StoredSession, hasUnfinished = false, offered?: string) {
    const storage: { stored: StoredSession | undefined; offered?: string | undefined } = {
      stored,
      offered,
    }
    const listeners = new Set<(message: SessionMessage) => void>()
    const own: { deliver: (message: SessionMessage) => void; renews?: () => boolean } = {
      deliver: (message: SessionMessage) => {
        for (const listener of listeners) listener(message)
      },
    }
    tabs.add(own)
    const channel: SessionChannel = {
      post(message) {
        sent.push(message)
        for (const other of tabs) if (other !== own) other.deliver(message)
      },
      listen(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    }
    const session = new Session({
      now: () => clock.now,
      idleMs: 15 * minute,
      hasUnfinished: () => hasUnfinished,
      ends: sharedEnds(() => local, '/api'),
      storage: {
        read: () => storage.stored,
        write: (next) => (storage.stored = next),
        clear: () => (storage.stored = undefined),
        readOffered: () => storage.offered,
        writeOffered: (token) => (storage.offered = token),
      },
      channel,
      renews: () => own.renews?.() === true,
    })
    const changes: string[] = []
    session.credentials.onChange((change) => changes.push(change))
    /** It goes to another site, or into the back-forward cache: it hears nothing from now on. */
    const leave = () => tabs.delete(own)
    const token = () => session.credentials.accepted()?.token
    /** What renews its token without asking anybody. */
    const renewWith = (renews: () => boolean) => void (own.renews = renews)
    return { session, storage, changes, leave, token, channel, renewWith }
  }
  return { clock, tab, sent }
}
