/**
 * `JSON.parse`, also of text with names of members that are written with an escape. V8 takes the first characters of such a
 * name, as they are written, for another name of that length that it has met before (up to Node 26.10 at least; Chromium
 * likewise): after `{"h":0,"\\":0}`, it reads `{"h":0,"\n":0}` as if it were the former.
 * https://github.com/nodejs/node/issues/63785
 * Names without an escape are never affected, and text without escaped names costs no more than a look for backslashes.
 * @throws SyntaxError as `JSON.parse` does
 */
export function parseExactly(text: string): unknown {
  const value: unknown = JSON.parse(text)
  return hasEscapedName(text) ? build(text) : value
}

/** Where the string that begins at `start` has its closing quote. @throws SyntaxError where it has none */
export function closingQuote(text: string, start: number): number {
  for (
    let quote = text.indexOf('"', start + 1);
    quote !== -1;
    quote = text.indexOf('"', quote + 1)
  ) {
    let backslashes = 0
    while (text.charCodeAt(quote - 1 - backslashes) === BACKSLASH) backslashes += 1
    if (backslashes % 2 === 0) return quote
  }
  throw new SyntaxError('The JSON ends too early.')
}

/** Where the next character is that is no white space, or the end. */
export function skipSpace(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) <= SPACE) at += 1
  return at
}

/** What holds values in JSON. */
export type Holder = unknown[] | Record<string, unknown>

/** Adds an item, or a member: one of its own, even where it is called `__proto__`. */
export function put(holder: Holder, name: string, value: unknown): void {
  if (Array.isArray(holder)) holder.push(value)
  else if (name !== '__proto__') holder[name] = value
  else Object.defineProperty(holder, name, { ...OWN, value })
}

/** Of text that is JSON. Only strings that have a backslash are gone through. */
function hasEscapedName(text: string): boolean {
  for (let at = text.indexOf('\\'); at !== -1; at = text.indexOf('\\', at)) {
    for (let code = BACKSLASH; code !== QUOTE; code = text.charCodeAt(at))
      at += code === BACKSLASH ? 2 : 1
    at = skipSpace(text, at + 1)
    if (text.charCodeAt(at) === COLON) return true
  }
  return false
}

/** Of text that is JSON, without recursion: it may nest deeper than the stack is. */
function build(text: string): unknown {
  const root: unknown[] = []
  const open: Holder[] = [root]
  let name: string | undefined
  for (let at = skipSpace(text, 0), end; at < text.length; at = skipSpace(text, end)) {
    const holder = open.at(-1) ?? root
    const code = text.charCodeAt(at)
    end = at + 1
    if (code === COMMA || code === COLON) continue
    if (code === LIST_END || code === OBJECT_END) {
      open.pop()
      continue
    }
    if (code === LIST || code === OBJECT) {
      const value: Holder = code === LIST ? [] : {}
      put(holder, name ?? '', value)
      open.push(value)
      name = undefined
      continue
    }
    end = code === QUOTE ? closingQuote(text, at) + 1 : endOfWord(text, at)
    const value = plainValue(text, at, end)
    if (name === undefined && !Array.isArray(holder)) name = String(value)
    else {
      put(holder, name ?? '', value)
      name = undefined
    }
  }
  return root[0]
}

/** A string or what is written as a word, neither of which V8 misreads. */
function plainValue(text: string, start: number, end: number): unknown {
  if (text.charCodeAt(start) === QUOTE) {
    const inside = text.slice(start + 1, end - 1)
    if (!inside.includes('\\')) return inside
  }
  return JSON.parse(text.slice(start, end))
}

/** Of a number, `true`, `false` or `null`. */
function endOfWord(text: string, start: number): number {
  let at = start
  while (at < text.length && !ENDS_WORD.has(text.charCodeAt(at))) at += 1
  return at
}

const OWN = { configurable: true, enumerable: true, writable: true }
const SPACE = 0x20
const QUOTE = 0x22
const COMMA = 0x2c
const COLON = 0x3a
const LIST = 0x5b
const BACKSLASH = 0x5c
const LIST_END = 0x5d
const OBJECT = 0x7b
const OBJECT_END = 0x7d
/** Tab, line feed, carriage return and space among them: RFC 8259 §2. */
const ENDS_WORD: ReadonlySet<number> = new Set([
  0x09,
  0x0a,
  0x0d,
  SPACE,
  COMMA,
  LIST_END,
  OBJECT_END,
])
