import { createHash } from 'node:crypto'
import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { Problem } from './problem.ts'

/** A walk along `next`: the whole question, and where in its answer the store is. */
export interface Walk {
  /** The store's own. */
  cursor: string
  /** The parameters that were used, as a query. */
  query: string
}

/**
 * The walk as one opaque word for an address. A question of thousands of ids, which only a POST can ask, would make
 * an address that nobody takes: then it stays here, and the word only names it.
 */
export function writeCursor({ cursor, query }: Walk): string {
  const whole = encode([cursor, query])
  if (whole.length <= LONGEST) return whole
  const name = createHash('sha256').update(query).digest('base64url')
  remember(name, query)
  return encode([cursor, null, name])
}

/** @throws Problem 400 for a word that `writeCursor` did not write, or whose question is forgotten */
export function readCursor(word: string): Walk {
  const [cursor, query, name] = decode(word) ?? []
  if (typeof cursor !== 'string') {
    throw new Problem(400, '_cursor is none that this server gave: follow the links as they are.')
  }
  if (typeof query === 'string') return { cursor, query }
  const kept = typeof name === 'string' ? remembered.get(name) : undefined
  if (kept !== undefined) return { cursor, query: kept }
  throw new Problem(400, 'This search was too long ago: start it again.')
}

/** Characters of a word; addresses of 8,000 pass everywhere. */
const LONGEST = 4000

/** Questions by name, the one used last at the end; the oldest go first. */
const remembered = new Map<string, string>()
const MOST_CHARACTERS = 16 * 1024 ** 2
let characters = 0

function remember(name: string, query: string): void {
  forget(name)
  remembered.set(name, query)
  characters += query.length
  for (const oldest of remembered.keys()) {
    if (characters <= MOST_CHARACTERS) return
    forget(oldest)
  }
}

function forget(name: string): void {
  characters -= remembered.get(name)?.length ?? 0
  remembered.delete(name)
}

function encode(json: unknown): string {
  return deflateRawSync(JSON.stringify(json)).toString('base64url')
}

function decode(word: string): unknown[] | undefined {
  try {
    const text = inflateRawSync(Buffer.from(word, 'base64url'), { maxOutputLength: 1024 ** 2 })
    const json: unknown = JSON.parse(text.toString())
    return Array.isArray(json) ? json : undefined
  } catch {
    return undefined
  }
}
