import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Database } from './database.ts'
import { BadCursor, StoreCorrupt } from './store.ts'

/**
 * Where a walk through pages stands, as numbers, in a text that only this store can make: a cursor can be neither
 * forged nor taken to another organization, query or criteria, since all of these go into its signature.
 */
export interface Cursors {
  write(context: unknown, numbers: number[]): string
  /** @throws BadCursor */
  read(context: unknown, cursor: string, length: number): number[]
}

export function openCursors(database: Database): Cursors {
  const row = database.one<{ value: Uint8Array }>(
    `select value from setting where name = 'cursor-secret'`,
  )()
  if (!row) throw new StoreCorrupt('The database has lost its cursor secret.')
  const secret = row.value

  const sign = (context: unknown, text: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([context, text]))
      .digest()
      .subarray(0, SIGNATURE_BYTES)

  return {
    write(context, numbers) {
      const text = numbers.map((number) => number.toString(36)).join('.')
      return `${text}.${sign(context, text).toString('base64url')}`
    },
    read(context, cursor, length) {
      const end = cursor.lastIndexOf('.')
      const text = cursor.slice(0, Math.max(end, 0))
      const signature = Buffer.from(cursor.slice(end + 1), 'base64url')
      const numbers = text.split('.').map((digits) => Number.parseInt(digits, 36))
      if (
        signature.length !== SIGNATURE_BYTES ||
        !timingSafeEqual(signature, sign(context, text)) ||
        numbers.length !== length
      )
        throw new BadCursor('This page link is not one that this server gave for this search.')
      return numbers
    },
  }
}

const SIGNATURE_BYTES = 16
