import { sha256 } from '@noble/hashes/sha2.js'

/**
 * Recognizes a token again without making it possible to guess it: SHA-256 with a random salt of this origin.
 * `crypto.subtle` is missing on plain http, so the hash is our own, loaded only where a server names no subject.
 */
export function fingerprint(token: string): string {
  return `token:${sha256(new TextEncoder().encode(`${originSalt()} ${token}`)).toHex()}`
}

const SALT_KEY = 'binnacle.salt'
/** Where storage is forbidden, tokens are recognized until the page is left. */
let ownSalt: string | undefined

function originSalt(): string {
  ownSalt ??= crypto.getRandomValues(new Uint8Array(32)).toHex()
  try {
    const stored = localStorage.getItem(SALT_KEY)
    if (stored !== null) return stored
    localStorage.setItem(SALT_KEY, ownSalt)
  } catch {
    // See above.
  }
  return ownSalt
}
