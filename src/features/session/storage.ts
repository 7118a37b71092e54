import { isRecord } from '#lib/is-record.ts'

/** What is kept of a session between two loads of the same tab. */
export interface KeptSession {
  token: string
  /** Milliseconds since the epoch: a tab that the browser restores a day later must come up locked, not open. */
  lastActivity: number
}

/** Where the token lives. */
export interface TokenKeeper {
  read: () => KeptSession | undefined
  write: (kept: KeptSession) => void
  clear: () => void
  /** A token from a link that the server has not been asked about yet: a reload in that moment must not lose it. */
  readOffered: () => string | undefined
  writeOffered: (token: string | undefined) => void
}

/** What tabs tell each other. Never the token. */
export type SessionMessage =
  | { type: 'activity'; at: number }
  | { type: 'locked' }
  | { type: 'signed-out' }

export interface SessionChannel {
  post: (message: SessionMessage) => void
  listen: (listener: (message: SessionMessage) => void) => void
}

const KEY = 'binnacle.session'
const OFFERED_KEY = 'binnacle.offered'

/** The tab's own session storage; where the browser forbids it, nothing is kept and a reload asks again. */
export function tabKeeper(storage: () => Storage): TokenKeeper {
  return {
    read() {
      return attempt(() => parseKept(storage().getItem(KEY)))
    },
    write(kept) {
      attempt(() => storage().setItem(KEY, JSON.stringify(kept)))
    },
    clear() {
      attempt(() => storage().removeItem(KEY))
    },
    readOffered: () => attempt(() => storage().getItem(OFFERED_KEY)) ?? undefined,
    writeOffered(token) {
      attempt(() => {
        if (token === undefined) storage().removeItem(OFFERED_KEY)
        else storage().setItem(OFFERED_KEY, token)
      })
    },
  }
}

/** Keeps nothing: the session itself holds the token, and a reload loses it. */
export function memoryKeeper(): TokenKeeper {
  const nothing = () => undefined
  return {
    read: nothing,
    write: nothing,
    clear: nothing,
    readOffered: nothing,
    writeOffered: nothing,
  }
}

/** The other tabs of this origin, through a BroadcastChannel; what does not read as ours is ignored. */
export function tabChannel(): SessionChannel {
  const channel = new BroadcastChannel('binnacle.session')
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      channel.addEventListener('message', (event: MessageEvent<unknown>) => {
        const message = parseMessage(event.data)
        if (message) listener(message)
      })
    },
  }
}

function parseMessage(data: unknown): SessionMessage | undefined {
  if (!isRecord(data)) return undefined
  const { type, at } = data
  if (type === 'activity') return typeof at === 'number' ? { type, at } : undefined
  return type === 'locked' || type === 'signed-out' ? { type } : undefined
}

function parseKept(text: string | null): KeptSession | undefined {
  const json: unknown = JSON.parse(text ?? 'null')
  if (!isRecord(json)) return undefined
  const { token, lastActivity } = json
  if (typeof token !== 'string' || typeof lastActivity !== 'number') return undefined
  return { token, lastActivity }
}

/** Storage throws where it is forbidden or full, and what it holds may be anybody's. */
function attempt<Value>(action: () => Value): Value | undefined {
  try {
    return action()
  } catch {
    return undefined
  }
}
