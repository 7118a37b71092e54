import { isSegmentId, isStandardSegment } from './segment-table.ts'

/**
 * Reads HL7 v2 text in its ER7 encoding (HL7 2.9, chapter 2). Nothing is dropped: `parts` in order, each with its raw
 * text, are the file again.
 */
export interface Hl7File {
  parts: readonly Hl7Part[]
  /** The first of them. */
  problems: readonly Hl7Problem[]
  problemsTotal: number
}

export type Hl7Part =
  /** What belongs to no segment: comments and blanks in front, or whatever follows the last segment that was read. */
  | { type: 'text'; line: number; raw: string }
  /** FHS, BHS, BTS, FTS: around messages. */
  | { type: 'envelope'; separators: Separators; segment: Segment }
  | { type: 'message'; separators: Separators; segments: readonly Segment[] }

export type Hl7Message = Extract<Hl7Part, { type: 'message' }>

export interface Segment {
  id: string
  /** 1 for the first of this name in its message: with `id` a stable identity, `OBX[2]`. */
  nth: number
  /** The line of the file it begins on, from 1. */
  line: number
  /** Between its field separators, as they stand; 0 is the segment's id. For MSH, BHS and FHS, 1 is the separator itself. */
  fields: readonly string[]
  /** What stands before it on its line: blanks, or the frame that MLLP puts around a message. */
  before: string
  /** The line ends behind it. */
  after: string
}

export interface Separators {
  field: string
  component: string
  repetition: string
  escape: string
  subcomponent: string
  /** Not a separator, but known with them: the encoding of the bytes that an escape `\X…\` writes out. */
  charset: string
}

interface Hl7Problem {
  line: number
  text: string
}

export const STANDARD: Separators = {
  field: '|',
  component: '^',
  repetition: '~',
  escape: '\\',
  subcomponent: '&',
  charset: 'utf-8',
}

/** More segments than any message has; the rest of the file is kept as text. */
const MAX_SEGMENTS = 200_000

/**
 * @param limit segments to read; what follows becomes one text part, and is said
 * @param charset in which the text was written
 */
export function readMessages(
  text: string,
  limit = MAX_SEGMENTS,
  charset = STANDARD.charset,
): Hl7File {
  const reading = new Reading(charset)
  const line = /([^\r\n]*)(\r\n|\r|\n|$)/y
  let segments = 0
  for (let number = 1; line.lastIndex < text.length; number += 1) {
    const from = line.lastIndex
    const [, content = '', end = ''] = line.exec(text) ?? []
    if (segments === limit) {
      reading.stop(number, text.slice(from), limit)
      break
    }
    if (reading.take(number, content, end)) segments += 1
  }
  return reading.finish()
}

/** The text of a segment between `before` and `after`. */
export function rawSegment(segment: Segment, separators: Separators): string {
  const { id, fields } = segment
  if (!hasSeparators(id)) return fields.join(separators.field)
  return fields.length < 2
    ? id
    : `${id}${fields.slice(1, 2).join('')}${fields.slice(2).join(separators.field)}`
}

function hasSeparators(id: string): boolean {
  return id === 'MSH' || id === 'BHS' || id === 'FHS'
}

type Open = { separators: Separators; segments: Segment[]; counts: Map<string, number> }

class Reading {
  private readonly parts: Hl7Part[] = []
  private readonly problems: Hl7Problem[] = []
  private problemsTotal = 0
  private open: Open | undefined
  private separators: Separators
  private last: (Segment & { fields: string[] }) | undefined

  constructor(charset: string) {
    this.separators = { ...STANDARD, charset }
  }

  /** One line; whether a segment began on it. */
  take(line: number, content: string, end: string): boolean {
    const start = segmentStart(content, this.separators.field)
    if (start === undefined || isWithinValue(start.id, this.last)) {
      this.continueWith(line, content, end)
      return false
    }
    const { id, before } = start
    const raw = content.slice(before.length)
    if (hasSeparators(id)) this.separators = readSeparators(raw, this.separators)
    const fields = splitFields(id, raw, this.separators.field)
    const segment = { id, nth: 1, line, fields, before, after: end }
    this.last = segment
    if (ENVELOPE.has(id)) {
      this.open = undefined
      this.parts.push({ type: 'envelope', separators: this.separators, segment })
      return true
    }
    if (id === 'MSH' || this.open === undefined) this.begin(line, id)
    const open = this.open
    segment.nth = (open?.counts.get(id) ?? 0) + 1
    open?.counts.set(id, segment.nth)
    open?.segments.push(segment)
    return true
  }

  stop(line: number, rest: string, limit: number): void {
    this.open = undefined
    this.parts.push({ type: 'text', line, raw: rest })
    this.problem(
      line,
      `Only the first ${limit} segments are read; the rest is shown as it is stored.`,
    )
  }

  finish(): Hl7File {
    const { parts, problems, problemsTotal } = this
    return { parts, problems, problemsTotal }
  }

  private begin(line: number, id: string): void {
    if (id !== 'MSH') {
      this.problem(line, `${id} has no MSH segment before it; the usual separators are assumed.`)
    }
    const open: Open = { separators: this.separators, segments: [], counts: new Map() }
    this.open = open
    this.parts.push({ type: 'message', separators: open.separators, segments: open.segments })
  }

  /** A line that begins no segment: blank, a line break within a field, or text in front of the first segment. */
  private continueWith(line: number, content: string, end: string): void {
    const { last } = this
    if (last === undefined) {
      const before = this.parts.at(-1)
      if (before?.type === 'text') before.raw += content + end
      else this.parts.push({ type: 'text', line, raw: content + end })
      return
    }
    // Blanks, and the two characters that end an MLLP frame.
    if (/^[\s\p{Cc}]*$/u.test(content)) {
      last.after += content + end
      return
    }
    const more = splitFields('', content, this.separators.field)
    // In place and one by one: a broken file may have a hundred thousand such lines, or such fields on a line.
    const { fields } = last
    fields.push(`${fields.pop() ?? ''}${last.after}${more[0] ?? ''}`)
    for (let at = 1; at < more.length; at += 1) fields.push(more[at] ?? '')
    last.after = end
    this.problem(line, `This line begins no segment: it was read as part of ${last.id} above it.`)
  }

  private problem(line: number, text: string): void {
    this.problemsTotal += 1
    if (this.problems.length < 100) this.problems.push({ line, text })
  }
}

const ENVELOPE: ReadonlySet<string> = new Set(['FHS', 'BHS', 'BTS', 'FTS'])

/** Whether a line of an observation's text only looks like a segment: OBX has a status behind its value. */
function isWithinValue(id: string, last: Segment | undefined): boolean {
  if (last?.id !== 'OBX' || isStandardSegment(id)) return false
  return last.fields.length === 6 && /^(TX|FT|ST)$/i.test(last.fields[2]?.trim() ?? '')
}

/** `undefined` where a line does not begin with a segment's three characters and the field separator, or its end. */
function segmentStart(content: string, field: string): { id: string; before: string } | undefined {
  const found =
    /^([\s\p{Cc}]*)(?:(MSH|BHS|FHS)(?=[^A-Za-z0-9\s])|([A-Z][A-Z0-9]{2})(?=([^]?)))/u.exec(content)
  if (found === null) return undefined
  const [, before = '', header, id, next = ''] = found
  if (header !== undefined) return { id: header, before }
  if (id === undefined || (next !== '' && next !== field)) return undefined
  // Three capitals alone may be a word of a text that was broken into lines, as ASA or INR.
  return next === field || isSegmentId(id) ? { id, before } : undefined
}

function splitFields(id: string, raw: string, separator: string): string[] {
  if (!hasSeparators(id)) return raw.split(separator)
  const field = raw.charAt(3)
  const fields = raw.slice(4).split(separator)
  return [id, field, ...fields]
}

/** MSH-1 is the fourth character, MSH-2 the four or five after it; what is missing is as usual. */
function readSeparators(raw: string, { charset }: Separators): Separators {
  const field = raw.charAt(3) || STANDARD.field
  const others = raw.slice(4).split(field, 1)[0] ?? ''
  return {
    field,
    component: others.charAt(0) || STANDARD.component,
    repetition: others.charAt(1) || STANDARD.repetition,
    escape: others.charAt(2) || STANDARD.escape,
    subcomponent: others.charAt(3) || STANDARD.subcomponent,
    charset,
  }
}
