import { isRecord } from '#lib/is-record.ts'
import type { AcceptedToken } from './credentials.ts'
import { parseAccepted, type SessionEnds, type TokenStorage } from './storage.ts'

/** What tabs of the same origin tell each other. A token is sent only in answer to a tab that asked for it; see `hand-over.ts`. */
export type SessionMessage =
  | { type: 'activity'; at: number }
  | { type: 'locked' }
  | { type: 'signed-out' }
  /** A new tab asks whether another one is signed in. */
  | { type: 'ask'; nonce: string }
  /** An unlocked tab could answer. */
  | { type: 'offer'; nonce: string; tab: string; generation?: string }
  /** The new tab chooses one of them. */
  | { type: 'take'; nonce: string; tab: string }
  | { type: 'hand-over'; nonce: string; accepted: AcceptedToken }

export interface SessionChannel {
  post: (message: SessionMessage) => void
  listen: (listener: (message: SessionMessage) => void) => () => void
}

/** What a session needs of its surroundings; it uses no browser API itself. */
export interface SessionDeps {
  storage: TokenStorage
  ends: SessionEnds
  channel: SessionChannel
  /** Milliseconds since the epoch. */
  now: () => number
  idleMs: number
  /** Whether this tab has files to upload or words that were typed, which a sign-out would drop. */
  hasUnfinished: () => boolean
  /** Begins to renew a refused token without asking anybody; false where that can't be. */
  renews?: () => boolean
}

/**
 * The other tabs of this origin that use the same API, through a BroadcastChannel. Pages of other origins and sandboxed
 * frames, whose origin is opaque, can neither listen nor post.
 *
 * @param apiBase part of the channel's name: a token must never reach a console that talks to another server
 */
export function tabChannel(apiBase: string): SessionChannel {
  const channel = new BroadcastChannel(`binnacle.session ${apiBase}`)
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const onMessage = (event: MessageEvent<unknown>) => {
        const message = parseMessage(event.data)
        if (message) listener(message)
      }
      channel.addEventListener('message', onMessage)
      return () => channel.removeEventListener('message', onMessage)
    },
  }
}

/** @returns undefined for anything but one of these messages */
function parseMessage(data: unknown): SessionMessage | undefined {
  if (!isRecord(data)) return undefined
  const { type, at, nonce, tab, generation } = data
  switch (type) {
    case 'activity':
      return typeof at === 'number' ? { type, at } : undefined
    case 'locked':
    case 'signed-out':
      return { type }
    case 'ask':
      return typeof nonce === 'string' ? { type, nonce } : undefined
    case 'offer':
      if (typeof nonce !== 'string' || typeof tab !== 'string') return undefined
      return { type, nonce, tab, ...(typeof generation === 'string' && { generation }) }
    case 'take':
      return typeof nonce === 'string' && typeof tab === 'string' ? { type, nonce, tab } : undefined
    case 'hand-over': {
      const accepted = parseAccepted(data['accepted'])
      return typeof nonce === 'string' && accepted ? { type, nonce, accepted } : undefined
    }
    default:
      return undefined
  }
}
