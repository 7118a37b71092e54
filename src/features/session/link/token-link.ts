/** What signs in: a token, or the code of a printed link that is exchanged for one. */
export interface Secret {
  kind: 'token' | 'code'
  text: string
}

/**
 * Takes what signs in out of the address and the history: the code of the link that the server prints (`#code=…`), or a
 * token (`#token=…`). To be called before anything renders, and before anything else reads the address.
 *
 * @returns the fragment as it stood there, for `readSecret`; `undefined` when it carries none
 */
export function takeLinkFromAddress(page: {
  location: { pathname: string; search: string; hash: string }
  history: { state: unknown; replaceState: (state: unknown, unused: string, url: string) => void }
}): string | undefined {
  const { pathname, search, hash } = page.location
  const found = secretInHash(hash)
  if (found === undefined) return undefined
  page.history.replaceState(page.history.state, '', pathname + search)
  return found.text === '' ? undefined : hash
}

/** Not with URLSearchParams: a token may hold a plus sign, which that would read as a blank. */
function secretInHash(hash: string): Secret | undefined {
  for (const part of hash.slice(1).split('&')) {
    const [, kind, raw = ''] = /^(token|code)=(.*)/s.exec(part) ?? []
    if (kind !== 'token' && kind !== 'code') continue
    try {
      return { kind, text: decodeURIComponent(raw) }
    } catch {
      return { kind, text: raw }
    }
  }
  return undefined
}

export type ReadSecret = { ok: true; secret: Secret } | { ok: false; problem: string }

/**
 * Reads what was pasted, or what a link carries: blanks around it and a leading `Bearer` are ignored, who pastes a whole
 * link means what is in it, and what no header can carry is refused.
 */
export function readSecret(pasted: string): ReadSecret {
  const text = pasted.trim().replace(/^bearer\s+/i, '')
  const isLink = /^(#|https?:)/.test(text)
  const secret = (isLink && secretInHash(text.replace(/^[^#]*/, ''))) || { kind: 'token', text }
  if (secret.text === '') return { ok: false, problem: 'Paste your access token.' }
  if (!/^[\u0021-\u007e]+$/.test(secret.text)) {
    return {
      ok: false,
      problem:
        'This is not a token. A token is one word of letters, digits and symbols. Copy all of it again.',
    }
  }
  return { ok: true, secret }
}
