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

const KEY = 'binnacle.sign-in'

/** Kept while the tab is at the provider, and taken by whatever page of ours comes next. */
export function keepPending(storage: () => Storage, pending: PendingSignIn): void {
  storage().setItem(KEY, JSON.stringify(pending))
}

/**
 * Takes what the provider has sent out of the address and the history, and puts the page there that was asked for. To be
 * called before anything renders, and before anything else reads the address.
 *
 * @param page `location` and `history` of the window
 * @param base the path below which the console is
 * @returns `undefined` on every address that is not a return from the provider
 */
export function takeReturn(
  page: {
    location: { pathname: string; search: string }
    history: { replaceState: (state: unknown, unused: string, url: string) => void }
  },
  storage: () => Storage,
  base: string,
): Returned | undefined {
  const pending = takePending(storage)
  const { pathname, search } = page.location
  const parameters = new URLSearchParams(search)
  const isReturn = parameters.has('state') && (parameters.has('code') || parameters.has('error'))
  if (pathname !== `${base}/connect` || !isReturn) return undefined
  const own = pending?.state === parameters.get('state') ? pending : undefined
  page.history.replaceState(null, '', (own && placeOf(own.place, base)) ?? pathname)
  return { parameters: search, pending: own }
}

/** A path of this console alone: neither of another host, as two slashes would make it, nor of another program there. */
function placeOf(place: string, base: string): string | undefined {
  const here = 'https://console.invalid'
  if (!place.startsWith('/') || !URL.canParse(place, here)) return undefined
  const { origin, pathname, search, hash } = new URL(place, here)
  return origin === here && pathname.startsWith(`${base}/`) ? pathname + search + hash : undefined
}

/** Good for one return, and gone whatever that was. */
function takePending(storage: () => Storage): PendingSignIn | undefined {
  try {
    const kept = storage().getItem(KEY)
    if (kept === null) return undefined
    storage().removeItem(KEY)
    const found = JSON.parse(kept) as PendingSignIn
    const texts: unknown[] = [found.state, found.verifier, found.nonce, found.place]
    return texts.every((text) => typeof text === 'string') ? found : undefined
  } catch {
    // Storage may be forbidden, and hold anything.
    return undefined
  }
}
