import { PENDING_KEY, type Return } from './take-return.ts'

/** What this tab has to know when the provider sends it back. */
export interface PendingSignIn {
  state: string
  /** Of PKCE: without it nobody can use the code (RFC 7636). */
  verifier: string
  nonce: string
  /** The page that was asked for, as a path of this console with its base. */
  place: string
  /** When the provider was told to ask who is there, whether or not it knows; milliseconds since the epoch. */
  askedAt?: number
}

/** What the provider has put into the address, and what this tab knew of it; `undefined` where another tab had asked. */
export interface Returned {
  parameters: string
  pending: PendingSignIn | undefined
}

/** Kept while the tab is at the provider. */
export function keepPending(storage: () => Storage, pending: PendingSignIn): void {
  storage().setItem(PENDING_KEY, JSON.stringify(pending))
}

/** Tells whether this tab has asked for what came back, and for which place. @param base the path below which the console is */
export function readReturn({ parameters, kept }: Return, base: string): Returned {
  const pending = parsePending(kept)
  const isOwn = pending?.state === new URLSearchParams(parameters).get('state')
  if (!pending || !isOwn) return { parameters, pending: undefined }
  return { parameters, pending: { ...pending, place: placeOf(pending.place, base) } }
}

/** A path of this console alone: neither of another host, as two slashes would make it, nor of another program there. */
function placeOf(place: string, base: string): string {
  const here = 'https://console.invalid'
  const url = place.startsWith('/') && URL.canParse(place, here) ? new URL(place, here) : undefined
  return url?.origin === here && url.pathname.startsWith(`${base}/`)
    ? url.pathname + url.search + url.hash
    : `${base}/connect`
}

/** Storage may hold anything. */
function parsePending(kept: string | null): PendingSignIn | undefined {
  try {
    const found = JSON.parse(kept ?? '') as PendingSignIn
    const texts: unknown[] = [found.state, found.verifier, found.nonce, found.place]
    return texts.every((text) => typeof text === 'string') ? found : undefined
  } catch {
    return undefined
  }
}
