import { createHash } from 'node:crypto'

/** What the store knows a token by: the lower-case hex SHA-256 of its text. */
export function hashToken(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
