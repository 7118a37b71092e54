import { STANDARD, type Separators } from './read-messages.ts'

/** A piece of a value as it is to be shown. */
export type Piece =
  | { type: 'text'; text: string }
  /** A new line. */
  | { type: 'break' }
  /** Highlighting begins or ends. */
  | { type: 'highlight'; on: boolean }
  /** A command that says only how the lines are laid out, or one that this reader does not know: as it stands. */
  | { type: 'layout' | 'unknown'; source: string }

/** Characters between two escape characters; hexadecimal data may be longer than a command. */
const LONGEST = 4096

/**
 * The pieces of a value, its escape sequences (HL7 2.9, chapter 2.7) resolved; what is not a sequence stays text. The bytes of
 * `\X…\` are in the message's own character set.
 */
export function readEscapes(raw: string, separators: Separators = STANDARD): Piece[] {
  const { escape } = separators
  const pieces: Piece[] = []
  const add = (text: string) => addText(pieces, text)
  let at = 0
  while (at < raw.length) {
    const start = raw.indexOf(escape, at)
    if (start < 0) break
    const end = raw.indexOf(escape, start + escape.length)
    const inside =
      end < 0 || end - start > LONGEST ? undefined : raw.slice(start + escape.length, end)
    const pieced = inside === undefined ? undefined : sequence(inside, separators)
    add(raw.slice(at, start))
    if (pieced === undefined) {
      // Not a sequence: the next escape character may begin one, so this one alone is text.
      add(escape)
      at = start + escape.length
      continue
    }
    for (const piece of pieced) {
      if (piece.type === 'text') add(piece.text)
      else pieces.push(piece)
    }
    at = end + escape.length
  }
  add(raw.slice(at))
  return pieces
}

/** The plain text of a value, its breaks as line ends. */
export function plainText(raw: string, separators: Separators = STANDARD): string {
  if (!raw.includes(separators.escape)) return normalBreaks(raw)
  return readEscapes(raw, separators)
    .map((piece) => {
      if (piece.type === 'text') return piece.text
      if (piece.type === 'break') return '\n'
      return piece.type === 'unknown' ? piece.source : ''
    })
    .join('')
}

/** Line breaks that stand in a value although none should, as line breaks. */
function addText(pieces: Piece[], text: string): void {
  for (const [index, line] of normalBreaks(text).split('\n').entries()) {
    if (index > 0) pieces.push({ type: 'break' })
    if (line === '') continue
    const last = pieces.at(-1)
    if (last?.type === 'text') last.text += line
    else pieces.push({ type: 'text', text: line })
  }
}

function normalBreaks(text: string): string {
  return text.replaceAll(/\r\n?/g, '\n')
}

function sequence(inside: string, separators: Separators): Piece[] | undefined {
  switch (inside) {
    case 'F':
      return [{ type: 'text', text: separators.field }]
    case 'S':
      return [{ type: 'text', text: separators.component }]
    case 'R':
      return [{ type: 'text', text: separators.repetition }]
    case 'T':
      return [{ type: 'text', text: separators.subcomponent }]
    case 'E':
      return [{ type: 'text', text: separators.escape }]
    case 'P':
      return [{ type: 'text', text: '#' }]
    case 'H':
      return [{ type: 'highlight', on: true }]
    case 'N':
      return [{ type: 'highlight', on: false }]
    default:
      return longSequence(
        inside,
        `${separators.escape}${inside}${separators.escape}`,
        separators.charset,
      )
  }
}

function longSequence(inside: string, source: string, encoding: string): Piece[] | undefined {
  if (/^X([0-9A-Fa-f]{2})+$/.test(inside)) {
    const text = decodeHex(inside.slice(1), encoding)
    return [text === undefined ? { type: 'unknown', source } : { type: 'text', text }]
  }
  const command = /^\.(br|sp|fi|nf|in|ti|sk|ce)\s*([+-]?\d{0,3})$/.exec(inside)
  if (command !== null) return layout(command[1] ?? '', Number(command[2] || 1), source)
  // Switches of the character set (C, M), commands of a site's own (Z), and layout that is not known.
  return /^([CM][0-9A-Fa-f]{4,6}|Z.{0,200}|\.\w{1,20})$/.test(inside)
    ? [{ type: 'unknown', source }]
    : undefined
}

function layout(name: string, count: number, source: string): Piece[] {
  const times = Math.min(20, Math.max(1, count))
  switch (name) {
    case 'br':
    case 'ce':
      return [{ type: 'break' }]
    case 'sp':
      return Array.from({ length: times }, () => ({ type: 'break' }))
    case 'sk':
      return [{ type: 'text', text: ' '.repeat(times) }]
    default:
      return [{ type: 'layout', source }]
  }
}

/** `undefined` for bytes that are not text. */
function decodeHex(hex: string, encoding: string): string | undefined {
  const bytes = Uint8Array.from({ length: hex.length / 2 }, (_, at) =>
    Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16),
  )
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes)
    return /[^\P{Cc}\t\r\n]/u.test(text) ? undefined : text
  } catch {
    return undefined
  }
}
