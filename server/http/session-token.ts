import { randomBytes } from 'node:crypto'
import { hashToken } from '#server/store/token-hash.ts'
import type { SessionToken } from './authenticate.ts'

/** A token text that nobody can guess. */
export function mintToken(): string {
  return randomBytes(32).toString('base64url')
}

/** A token that may do everything while this process lives. Only its hash is kept. */
export function sessionToken(text: string, name: string, now: Date): SessionToken {
  return {
    hash: hashToken(text),
    token: {
      name,
      access: 'write',
      admin: true,
      organizations: 'all',
      created: now.toISOString(),
    },
  }
}
