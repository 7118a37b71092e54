import { isRecord } from '#lib/is-record.ts'
import type { AcceptedToken, Grant } from './credentials.ts'

/** What is stored of a session between two loads of the same tab. */
export interface StoredSession {
  accepted: AcceptedToken
  /** Milliseconds since the epoch: a tab that the browser restores a day later must come up locked, not open. */
  lastActivity: number
  /** As `SessionEnds` said when it was stored. */
  ends: string
}

/**
 * What has become of the sessions of this origin and server, for tabs that are elsewhere and hear nothing of it: on another site, or in the
 * browser's back-forward cache. It names nobody.
 */
export interface SessionEnds {
  /** Equal as long as no session was locked or ended; `endOf` tells the two apart. */
  current: () => string
  /** @param isEnd signed out, or replaced by another person; else locked */
  mark: (isEnd: boolean) => void
}

/**
 * In the storage that all tabs share: a number for the last end, and one for the last lock since. Where the browser
 * forbids it, tabs that are elsewhere learn nothing.
 */
export function sharedEnds(storage: () => Storage, apiBase: string): SessionEnds {
  const key = `binnacle.ended ${apiBase}`
  const current = () => attempt(() => storage().getItem(key)) ?? ''
  return {
    current,
    mark(isEnd) {
      const end = isEnd ? Math.random() : endOf(current())
      attempt(() => storage().setItem(key, `${end} ${Math.random()}`))
    },
  }
}

/** Equal as long as no session has ended, though one may have been locked. */
export function endOf(ends: string): string | undefined {
  return ends.split(' ')[0]
}

/** Where the token is stored. */
export interface TokenStorage {
  read: () => StoredSession | undefined
  write: (stored: StoredSession) => void
  clear: () => void
  /** A link that the server has not been asked about yet: a reload in that moment must not lose it. */
  readOffered: () => string | undefined
  writeOffered: (link: string | undefined) => void
}

const KEY = 'binnacle.session'
const OFFERED_KEY = 'binnacle.offered'

/** The tab's own session storage; where the browser forbids it, nothing is stored and a reload asks again. */
export function tabStorage(storage: () => Storage): TokenStorage {
  return {
    read() {
      return attempt(() => parseStored(storage().getItem(KEY)))
    },
    write({ accepted, ...others }) {
      // Of an identity provider's token nothing is stored, but that somebody was signed in: see `signedInBefore`.
      const kept = accepted.grant ? others : { accepted, ...others }
      attempt(() => storage().setItem(KEY, JSON.stringify(kept)))
    },
    clear() {
      attempt(() => storage().removeItem(KEY))
    },
    readOffered: () => attempt(() => storage().getItem(OFFERED_KEY)) ?? undefined,
    writeOffered(link) {
      attempt(() => {
        if (link === undefined) storage().removeItem(OFFERED_KEY)
        else storage().setItem(OFFERED_KEY, link)
      })
    },
  }
}

/** What is known after a reload of whoever had signed in at an identity provider: when, and never who. */
export function signedInBefore(
  storage: () => Storage,
): Omit<StoredSession, 'accepted'> | undefined {
  return attempt(() => {
    const json: unknown = JSON.parse(storage().getItem(KEY) ?? 'null')
    return isRecord(json) && json['accepted'] === undefined ? timesOf(json) : undefined
  })
}

/** Stores nothing: the token is in memory alone, and a reload loses it. */
export function noStorage(): TokenStorage {
  const nothing = () => undefined
  return {
    read: nothing,
    write: nothing,
    clear: nothing,
    readOffered: nothing,
    writeOffered: nothing,
  }
}

/** Storage and other tabs may hold anything. @returns undefined for anything but an accepted token */
export function parseAccepted(json: unknown): AcceptedToken | undefined {
  if (!isRecord(json)) return undefined
  const { token, subject, subjectFrom, name, expiresAt, grant } = json
  if (typeof token !== 'string' || token === '' || typeof subject !== 'string') return undefined
  return {
    token,
    subject,
    subjectFrom: subjectFrom === 'server' || subjectFrom === 'provider' ? subjectFrom : 'token',
    ...(typeof name === 'string' && { name }),
    ...(typeof expiresAt === 'number' && { expiresAt }),
    ...(isGrant(grant) && { grant }),
  }
}

function isGrant(json: unknown): json is Grant {
  if (!isRecord(json)) return false
  const { subject, generation } = json
  return [subject, generation].every((text) => typeof text === 'string')
}

function parseStored(text: string | null): StoredSession | undefined {
  const json: unknown = JSON.parse(text ?? 'null')
  if (!isRecord(json)) return undefined
  const accepted = parseAccepted(json['accepted'])
  const times = timesOf(json)
  return accepted && times && { accepted, ...times }
}

function timesOf({ lastActivity, ends }: Record<string, unknown>) {
  if (typeof lastActivity !== 'number') return undefined
  return { lastActivity, ends: typeof ends === 'string' ? ends : '' }
}

/** Storage throws where it is forbidden or full. */
function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
