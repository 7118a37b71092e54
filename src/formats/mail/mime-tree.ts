import { latin1 } from '../detection/head.ts'
import {
  delimiterOf,
  firstLine,
  LONGEST_BOUNDARY,
  openPart,
  placeOf,
  type MimePart,
} from './mime-part.ts'

export interface MimeTree {
  root: MimePart
  /** In sentences. */
  remarks: string[]
}

/** More is taken for an attack. */
const MOST_PARTS = 5000
const DEEPEST = 30

/**
 * The tree of a message's parts, in one pass over its lines whatever is nested in what. Messages inside the message are
 * parts and not looked into. A part whose header is broken, whose boundary is missing or which is never closed is kept.
 */
export function readMimeTree(bytes: Uint8Array): MimeTree {
  return new TreeReader(bytes).read()
}

class TreeReader {
  readonly #bytes: Uint8Array
  readonly #remarks: string[] = []
  readonly #open: OpenPart[] = []
  /** How deep the part lies that has each boundary. */
  readonly #boundaries = new Map<string, number>()
  /** Which the lines belong to. */
  #current: MimePart
  #count = 1
  #dropped = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#current = openPart(bytes, firstLine(bytes), 'text/plain', this.#remarks)
  }

  read(): MimeTree {
    const bytes = this.#bytes
    const root = this.#current
    this.#enter(root)
    for (let at = root.start; at < bytes.length && this.#open.length > 0;) {
      const newline = bytes.indexOf(0x0a, at)
      const end = newline === -1 ? bytes.length : newline + 1
      const line = delimiterOf(bytes, at, end)
      const place = line === undefined ? undefined : placeOf(line, this.#boundaries)
      at = place === undefined ? end : this.#delimit(place, lineStart(bytes, at), end)
    }
    finish(this.#open, bytes.length, this.#remarks)
    const remarks = [...new Set(this.#remarks)].slice(0, 12)
    if (this.#dropped > 0) {
      const all = this.#count + this.#dropped
      remarks.push(`It has ${all} parts; the last ${this.#dropped} are not listed.`)
    }
    return { root, remarks }
  }

  /** At a delimiter, which ends what is before it. @returns where to go on */
  #delimit(
    { depth, isEnd }: { depth: number; isEnd: boolean },
    before: number,
    end: number,
  ): number {
    const owner = this.#open[depth]
    if (owner === undefined) return end
    const { part } = owner
    if (this.#current !== part && !owner.isClosed) this.#current.end = before
    this.#closeTo(depth + 1, before)
    const outside = owner.hasPart && !owner.isClosed ? undefined : (owner.outside ?? part.start)
    if (outside !== undefined && before > outside) part.around.push({ start: outside, end: before })
    owner.hasPart = true
    owner.isClosed = isEnd
    if (isEnd) {
      owner.outside = end
      this.#current = part
      return end
    }
    if (this.#count >= MOST_PARTS) {
      this.#dropped += 1
      this.#current = { ...part }
      return end
    }
    const type = part.type === 'multipart/digest' ? 'message/rfc822' : 'text/plain'
    this.#current = openPart(this.#bytes, end, type, this.#remarks, this.#boundaries)
    part.parts.push(this.#current)
    this.#count += 1
    const { start } = this.#current
    this.#enter(this.#current)
    return start
  }

  #closeTo(depth: number, end: number): void {
    while (this.#open.length > depth) {
      const { part, boundary } = this.#open.pop() ?? {}
      if (part) part.end = end
      if (boundary !== undefined) this.#boundaries.delete(boundary)
    }
  }

  #enter(part: MimePart): void {
    if (!part.type.startsWith('multipart/')) return
    if (this.#open.length >= DEEPEST) {
      this.#remarks.push(
        `Parts are nested in more than ${DEEPEST} others; what lies deeper is not taken apart.`,
      )
      return
    }
    const boundary = boundaryOf(this.#bytes, part, this.#remarks)
    if (boundary === undefined || this.#boundaries.has(boundary)) return
    this.#boundaries.set(boundary, this.#open.length)
    this.#open.push({ part, boundary, hasPart: false, isClosed: false })
  }
}

interface OpenPart {
  part: MimePart
  boundary: string
  hasPart: boolean
  isClosed: boolean
  /** Where the text after its end begins. */
  outside?: number
}

/** What is still open at the end: text after the last part, and parts that were never closed. */
function finish(open: readonly OpenPart[], end: number, remarks: string[]): void {
  for (const { part, hasPart, isClosed, outside } of open) {
    if (!hasPart) {
      remarks.push('A part says that it holds others, but none of them is there.')
    } else if (!isClosed) {
      remarks.push('The message ends before its last part is closed: it may be cut off.')
    } else if (outside !== undefined && end > outside) part.around.push({ start: outside, end })
  }
}

/** The line break before a delimiter belongs to it (RFC 2046 §5.1.1). */
function lineStart(bytes: Uint8Array, at: number): number {
  if (bytes[at - 1] !== 0x0a) return at
  return bytes[at - 2] === 0x0d ? at - 2 : at - 1
}

/** The boundary that a multipart declares; where it declares none, the first line that looks like one. */
function boundaryOf(bytes: Uint8Array, part: MimePart, remarks: string[]): string | undefined {
  const declared = part.parameters.get('boundary')?.trimEnd()
  if (declared !== undefined && declared !== '') return declared.slice(0, LONGEST_BOUNDARY)
  const text = latin1(bytes.subarray(part.start, part.start + 8192))
  const found = /^--([^\s-][^\r\n]{0,200})\r?\n(?=[\w-]+:|\r?\n)/m.exec(text)?.[1]?.trimEnd()
  remarks.push(
    found === undefined
      ? 'A part says that it holds others, but not how they are told apart: it is shown as one.'
      : 'A part does not say how its own parts are told apart; this was found from its lines.',
  )
  return found
}
