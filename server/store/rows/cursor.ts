import { createHmac, timingSafeEqual } from 'node:crypto'
import { BadCursor } from '../errors.ts'

/**
 * The position of a walk through pages, as numbers, in a text that only this store can make: a cursor can be neither
 * forged nor taken to another organization, query or criteria, since all of these go into its signature.
 */
export interface Cursors {
  write: (context: unknown, numbers: number[]) => string
  /** @throws BadCursor */
  read: (context: unknown, cursor: string, length: number) => number[]
}

/** @param secret which the database keeps, so that a cursor is good after a restart, and on every server */
export function openCursors(secret: Uint8Array): Cursors {
  const sign = (context: unknown, text: string) =>
    createHmac('sha256', secret)
      .update(JSON.stringify([context, text]))
      .digest()
      .subarray(0, SIGNATURE_BYTES)
      .toString('base64url')

  return {
    write(context, numbers) {
      const text = numbers.map((number) => number.toString(36)).join('.')
      return `${text}.${sign(context, text)}`
    },
    read(context, cursor, length) {
      const end = cursor.lastIndexOf('.')
      const text = cursor.slice(0, Math.max(end, 0))
      const numbers = text.split('.').map((digits) => Number.parseInt(digits, 36))
      if (!equal(cursor.slice(end + 1), sign(context, text)) || numbers.length !== length)
        throw new BadCursor('This page link was not issued by this server for this search.')
      return numbers
    },
  }
}

const SIGNATURE_BYTES = 16

/** As texts: several base64 texts stand for the same bytes. */
function equal(one: string, other: string): boolean {
  const [bytes, otherBytes] = [Buffer.from(one), Buffer.from(other)]
  return bytes.length === otherBytes.length && timingSafeEqual(bytes, otherBytes)
}
