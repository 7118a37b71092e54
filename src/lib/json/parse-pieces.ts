import { closingQuote, parseExactly, put, skipSpace, type Holder } from './parse-exactly.ts'

/**
 * `JSON.parse` of what `JSON.stringify` has written, piece by piece: at each `yield` others may be given their turn, however
 * long the text is. Short parts are left to the platform, whole runs of members and items at a time; only what is longer is
 * gone through here. A single string or number is one piece. What is not JSON at all throws a SyntaxError, mostly.
 */
export function* parsePieces(text: string): Generator<undefined, unknown> {
  const start = skipSpace(text, 0)
  if (!opens(text, start) || text.length <= PIECE) return parseExactly(text)
  const root = emptyAt(text, start)
  const open = [root]
  let at = start + 1
  for (let holder = open.at(-1); holder; holder = open.at(-1)) {
    const run = runOf(text, at)
    if (run.kind === 'large') {
      const { name, begin } = firstIn(text, at, holder)
      const value = emptyAt(text, begin)
      put(holder, name, value)
      open.push(value)
      at = begin + 1
      continue
    }
    keep(holder, text.slice(at, run.end))
    at = run.end + 1
    yield
    if (run.kind === 'some') continue
    open.pop()
    // What it is in may end here as well.
    for (; open.length > 0; open.pop()) {
      at = skipSpace(text, at) + 1
      const code = text.charCodeAt(at - 1)
      if (code === COMMA) break
      if (code !== LIST_END && code !== OBJECT_END) throw endsEarly()
    }
  }
  return root
}

function emptyAt(text: string, at: number): Holder {
  return text.charCodeAt(at) === LIST ? [] : {}
}

type Run =
  /** Up to a comma, or to the end of all. */
  | { kind: 'some' | 'all'; end: number }
  /** The first one is a list or an object that is longer than a piece. */
  | { kind: 'large' }

/** As many whole members or items from there on as a piece takes, and one at least. */
function runOf(text: string, start: number): Run {
  let depth = 0
  let comma = -1
  for (let at = start; at < text.length; at += 1) {
    if (at - start > PIECE && comma !== -1) return { kind: 'some', end: comma }
    if (at - start > PIECE && depth > 0) return { kind: 'large' }
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = closingQuote(text, at)
    else if (code === LIST || code === OBJECT) depth += 1
    else if (code === LIST_END || code === OBJECT_END) {
      if (depth === 0) return { kind: 'all', end: at }
      depth -= 1
    } else if (code === COMMA && depth === 0) comma = at
  }
  throw endsEarly()
}

/** Where the first value of a run begins, and under which name. */
function firstIn(text: string, start: number, holder: Holder): { name: string; begin: number } {
  const at = skipSpace(text, start)
  if (Array.isArray(holder)) return { name: '', begin: at }
  const end = closingQuote(text, at) + 1
  const name = parseExactly(text.slice(at, end)) as string
  return { name, begin: skipSpace(text, skipSpace(text, end) + 1) }
}

function keep(holder: Holder, run: string): void {
  if (Array.isArray(holder)) {
    for (const item of parseExactly(`[${run}]`) as unknown[]) holder.push(item)
    return
  }
  const members = parseExactly(`{${run}}`) as Record<string, unknown>
  for (const [name, value] of Object.entries(members)) put(holder, name, value)
}

function opens(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === LIST || code === OBJECT
}

function endsEarly(): SyntaxError {
  return new SyntaxError('The JSON ends too early.')
}

/** Characters: parsed in some tenths of a millisecond. */
const PIECE = 1 << 15
const QUOTE = 0x22
const COMMA = 0x2c
const LIST = 0x5b
const LIST_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d
