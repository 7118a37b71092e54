/**
 * Takes the token out of the link that the server prints (`/#token=…`), and out of the address and the history with it.
 * To be called before anything renders, and before anything else reads the address.
 *
 * @returns the token as it stood there, or `undefined` when the address carries none
 */
export function takeTokenFromAddress(page: {
  location: { pathname: string; search: string; hash: string }
  history: { state: unknown; replaceState: (state: unknown, unused: string, url: string) => void }
}): string | undefined {
  const { pathname, search, hash } = page.location
  const found = tokenInHash(hash)
  if (found === undefined) return undefined
  page.history.replaceState(page.history.state, '', pathname + search)
  return found === '' ? undefined : found
}

/** Not with URLSearchParams: a token may hold a plus sign, which that would read as a blank. */
function tokenInHash(hash: string): string | undefined {
  for (const part of hash.replace(/^#/, '').split('&')) {
    if (!part.startsWith('token=')) continue
    const raw = part.slice('token='.length)
    try {
      return decodeURIComponent(raw)
    } catch {
      return raw
    }
  }
  return undefined
}

export type ReadToken = { ok: true; token: string } | { ok: false; problem: string }

/** Reads what was pasted: blanks around it and a leading `Bearer` are ignored; what no header can carry is refused. */
export function readToken(pasted: string): ReadToken {
  const token = pasted.trim().replace(/^bearer\s+/i, '')
  if (token === '') return { ok: false, problem: 'Paste your access token.' }
  if (token.startsWith('http') && token.includes('#token=')) return fromLink(token)
  if (!/^[\u0021-\u007e]+$/.test(token)) {
    return {
      ok: false,
      problem:
        'This is not a token. A token is one word of letters, digits and symbols. Copy all of it again.',
    }
  }
  return { ok: true, token }
}

/** Who pastes the whole printed link means the token in it. */
function fromLink(link: string): ReadToken {
  return readToken(tokenInHash(link.slice(link.indexOf('#'))) ?? '')
}
