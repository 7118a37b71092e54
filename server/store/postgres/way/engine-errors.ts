import { DatabaseDamaged, EngineAway, StoreBusy, StoreFull } from '../../errors.ts'

/**
 * What PostgreSQL or the way to it threw, as the store's own error where others have to tell it apart
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html).
 */
export function storeErrorOf(error: unknown): unknown {
  const code = codeOf(error)
  const cause = { cause: error }
  if (isLost(error)) return new EngineAway(AWAY, cause)
  if (code === undefined) return error
  if (BUSY.has(code)) return new StoreBusy('The database is busy for too long. Try again.', cause)
  if (code === '53100') return new StoreFull('The disk of the database is full.', cause)
  // What was the primary once, or a copy of it.
  if (code === '25006') return new EngineAway('The database may only be read at the moment.', cause)
  if (code === 'XX001' || code === 'XX002')
    return new DatabaseDamaged(`The database is damaged: ${messageOf(error)}.`, cause)
  return error
}

/** Somebody else holds what is needed, for too long, or the engine is short of something. */
const BUSY = new Set(['40001', '40P01', '55P03', '57014', '53200', '53300', '53400'])

const AWAY = 'The database does not answer at the moment. Try again.'

/** Whether the engine has undone everything for the sake of another transaction: the same may be tried anew. */
export function isAgain(error: unknown): boolean {
  const code = codeOf(error)
  return code === '40001' || code === '40P01'
}

/** Whether the engine can't be reached, or the connection to it was lost: nobody knows what became of what was asked last. */
export function isLost(error: unknown): boolean {
  const code = codeOf(error)
  if (code !== undefined) return code.startsWith('08') || GONE.has(code)
  // What the store itself refuses has a class of its own, and names in its message that others gave.
  if (!(error instanceof Error) || error.constructor !== Error) return false
  return /connect|not queryable|read timeout/i.test(error.message)
}

const GONE = new Set([
  // Ended by its operator, after a crash, or not yet up.
  '57P01',
  '57P02',
  '57P03',
  '57P05',
  '25P03',
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENOENT',
])

export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined
}

export function messageOf(error: unknown): string {
  // Of a name with several addresses, each has failed for itself.
  if (error instanceof AggregateError && error.message === '')
    return [...new Set(error.errors.map(messageOf))].join(', ')
  return (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ')
}
