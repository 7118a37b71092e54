import { formatNumber } from '../flow/number-format.ts'

/** A level of a list (RTF 1.9.1, “List levels”). */
export interface ListLevel {
  /** `\levelnfc`: 0 for 1, 2, 3; 23 for a bullet; 255 for none. */
  format: number
  start: number
  /** As `\leveltext` has it: its length, then the text, in which the characters 0 to 8 stand for the numbers of the levels. */
  text: string
  /** The signs of the bullet's font, the first for 0x20. */
  signs: readonly string[] | undefined
}

/** What an item is printed with by an old-style `\pn` (RTF 1.9.1, “Bullets and Numbering”). */
export interface OldNumbering {
  type: 'bullet' | 'body' | 'continue'
  format: number
  start: number
  before: string
  after: string
}

const DEEPEST = 8
/** Of what stands in front of an item, in characters. */
export const LONGEST_MARKER = 100

/** The lists of a document and where each of them is in its counting. */
export class ListTables {
  readonly lists = new Map<number, ListLevel[]>()
  /** By `\ls`. */
  readonly overrides = new Map<
    number,
    { list: number; starts: Map<number, number>; levels: Map<number, ListLevel> }
  >()
  private readonly counts = new Map<number, number[]>()
  private readonly begun = new Set<number>()
  private old: { numbering: OldNumbering; count: number } | undefined

  /** Counts an item, and says what it is printed with: '' where its list has no marker or is not known. */
  nextMarker(ls: number, depth: number): string {
    const override = this.overrides.get(ls)
    const levels = override && this.lists.get(override.list)
    if (override === undefined || levels === undefined) return ''
    const at = Math.min(DEEPEST, Math.max(0, depth))
    const counts = this.countsOf(override.list)
    if (!this.begun.has(ls)) {
      this.begun.add(ls)
      for (const [level, start] of override.starts) counts[level] = start - 1
    }
    const levelAt = (level: number): ListLevel | undefined =>
      override.levels.get(level) ?? levels[level]
    const startOf = (level: number): number => levelAt(level)?.start ?? 1
    counts[at] = (counts[at] ?? startOf(at) - 1) + 1
    counts.length = at + 1
    const level = levelAt(at)
    if (level === undefined || level.format === 255) return ''
    const parts = level.text.slice(1, 1 + Math.min(LONGEST_MARKER, level.text.charCodeAt(0)))
    return Array.from(parts, (part) => shown(part, level, levelAt, counts, startOf)).join('')
  }

  /** The same for an old-style numbering. `continue` goes on without a number. */
  nextOld(numbering: OldNumbering): string {
    if (numbering.type === 'continue') return ''
    if (numbering.type === 'bullet') return numbering.before + numbering.after
    const same = this.old?.numbering
    const goesOn =
      same?.format === numbering.format &&
      same.start === numbering.start &&
      same.after === numbering.after
    const count = goesOn && this.old ? this.old.count + 1 : numbering.start
    this.old = { numbering, count }
    return `${numbering.before}${numberAs(numbering.format, count)}${numbering.after}`
  }

  private countsOf(list: number): number[] {
    let counts = this.counts.get(list)
    if (counts === undefined) {
      counts = []
      this.counts.set(list, counts)
    }
    return counts
  }
}

/** Items that begin this near to each other stand side by side. Twips. */
const SAME_INDENT = 100

/** How deep the items of a flow stand, in which a list of its own may stand within another. */
export class ItemDepths {
  private readonly around: {
    indent: number
    level: number
    list: number | undefined
    depth: number
  }[] = []

  /** The depth of the next item, by its level in its list and by where it begins in twips. */
  next(indent: number, level: number, list: number | undefined): number {
    while ((this.around.at(-1)?.indent ?? indent) > indent + SAME_INDENT) this.around.pop()
    const last = this.around.at(-1)
    const isInside = last !== undefined && indent > last.indent + SAME_INDENT
    let step = 0
    if (last) step = last.depth + (isInside ? 1 : 0)
    if (last && !isInside && last.list === list) step += level - last.level
    const depth = Math.min(DEEPEST, Math.max(0, level, step))
    if (last && !isInside) this.around.pop()
    this.around.push({ indent, level, list, depth })
    return depth
  }

  /** A paragraph came that is not of a list. */
  end(): void {
    this.around.length = 0
  }
}

function shown(
  part: string,
  level: ListLevel,
  levelAt: (level: number) => ListLevel | undefined,
  counts: readonly (number | undefined)[],
  startOf: (level: number) => number,
): string {
  const code = part.charCodeAt(0)
  if (code > DEEPEST) return signFor(part, level.signs)
  return numberAs(levelAt(code)?.format ?? 0, counts[code] ?? startOf(code))
}

/** Signs stand at U+F020 to U+F0FF, or at their bytes. */
export function signFor(character: string, signs: readonly string[] | undefined): string {
  const code = character.codePointAt(0) ?? 0
  const byte = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code
  return (byte < 0x100 ? signs?.[byte - 0x20] : undefined) ?? character
}

/** A number in the way of `\levelnfc`; in digits where that way is not known. */
export function numberAs(format: number, count: number): string {
  return formatNumber(count, FORMATS[format] ?? 'decimal') ?? String(count)
}

/** The ways of `\levelnfc` by the names that `formatNumber` has for them. */
const FORMATS: Readonly<Record<number, string>> = {
  1: 'upperRoman',
  2: 'lowerRoman',
  3: 'upperLetter',
  4: 'lowerLetter',
  5: 'ordinal',
  22: 'decimalZero',
  23: 'none',
  255: 'none',
}
