import { child, children, type XmlElement } from '../ccda/xml-tree.ts'
import { formatNumber } from '../flow/number-format.ts'
import { isSymbolFont, symbolOf } from '../flow/symbol-fonts.ts'
import { intOf, onOff, valOf } from './on-off.ts'

/** One of the nine levels of a list (ECMA-376 part 1 §17.9.6). */
interface Level {
  start: number
  format: string
  /** "%1.%2" with the numbers of levels, or a bullet. */
  text: string
  font: string | undefined
  /** Levels, counted from 1, that start it again; `undefined`: any above it. 0: none. */
  restart: number | undefined
  isLegal: boolean
}

interface List {
  abstractId: string
  levels: readonly Level[]
  /** Levels of this list that start anew where it is first used. */
  overrides: ReadonlyMap<number, number>
}

const LEVELS = 9

/** Counts the items of all lists in the order of the document, as Word prints them. */
export class Numbering {
  /** Formats that are not known here: their items are numbered in digits. */
  readonly unknown = new Set<string>()
  private readonly lists = new Map<string, List>()
  /** By `abstractId`: lists of the same kind go on counting where another one was. */
  private readonly counts = new Map<string, (number | undefined)[]>()
  private readonly started = new Set<string>()
  private readonly levelOfStyle = new Map<string, number>()

  constructor(root: XmlElement | undefined) {
    const abstracts = new Map(
      children(root, 'abstractNum').map((one) => [one.attributes['abstractNumId'] ?? '', one]),
    )
    const byLink = new Map(
      [...abstracts].map(([id, one]) => [valOf(one, 'styleLink') ?? '', id] as const),
    )
    for (const num of children(root, 'num')) {
      const named = valOf(num, 'abstractNumId') ?? ''
      const link = valOf(abstracts.get(named), 'numStyleLink')
      const abstractId = (link === undefined ? undefined : byLink.get(link)) ?? named
      const abstract = abstracts.get(abstractId)
      const id = num.attributes['numId']
      if (id !== undefined && abstract) this.lists.set(id, listOf(num, abstract, abstractId))
    }
    for (const [, abstract] of abstracts) {
      for (const level of children(abstract, 'lvl')) {
        const style = valOf(level, 'pStyle')
        if (style !== undefined) this.levelOfStyle.set(style, levelIndex(level))
      }
    }
  }

  /**
   * The marker of the next item. Must be asked for each item once, in order.
   * @param styleId of the paragraph, which may stand for a level
   */
  next(
    numbering: { id: string | undefined; level: number | undefined } | undefined,
    styleId: string,
  ): { depth: number; marker: string } | undefined {
    const list = this.lists.get(numbering?.id ?? '')
    if (list === undefined || numbering === undefined) return undefined
    const asked = numbering.level ?? this.levelOfStyle.get(styleId) ?? 0
    const depth = Math.max(0, Math.min(LEVELS - 1, asked))
    const level = list.levels[depth]
    if (level === undefined) return undefined
    const counts = this.count(list, numbering.id ?? '', depth)
    return { depth, marker: this.marker(list, level, counts) }
  }

  private count(list: List, id: string, depth: number): (number | undefined)[] {
    const counts = this.counts.get(list.abstractId) ?? []
    this.counts.set(list.abstractId, counts)
    const anew = list.overrides.get(depth)
    const isFirst = !this.started.has(`${id} ${depth}`)
    this.started.add(`${id} ${depth}`)
    if (anew !== undefined && isFirst) counts[depth] = anew
    else counts[depth] = (counts[depth] ?? (list.levels[depth]?.start ?? 1) - 1) + 1
    for (let below = depth + 1; below < LEVELS; below += 1) {
      const restart = list.levels[below]?.restart
      if (restart === undefined || depth + 1 <= restart) counts[below] = undefined
    }
    return counts
  }

  private marker(list: List, level: Level, counts: readonly (number | undefined)[]): string {
    if (level.format === 'none' && !level.text.includes('%')) return level.text
    if (level.format === 'bullet') return bullet(level)
    return level.text.replaceAll(/%([1-9])/g, (_, digit: string) => {
      const place = Number(digit) - 1
      const of = list.levels[place]
      const value = counts[place] ?? of?.start ?? 1
      const format = level.isLegal && of?.format !== 'none' ? 'decimal' : (of?.format ?? 'decimal')
      const text = formatNumber(value, format)
      if (text === undefined) this.unknown.add(format)
      return text ?? String(value)
    })
  }
}

function listOf(num: XmlElement, abstract: XmlElement, abstractId: string): List {
  const levels: Level[] = []
  for (const element of children(abstract, 'lvl')) levels[levelIndex(element)] = levelOf(element)
  const overrides = new Map<number, number>()
  for (const override of children(num, 'lvlOverride')) {
    const place = levelIndex(override)
    const start = intOf(valOf(override, 'startOverride'))
    const own = child(override, 'lvl')
    if (own) levels[place] = levelOf(own)
    if (start !== undefined) overrides.set(place, start)
  }
  return { abstractId, levels, overrides }
}

function levelIndex(element: XmlElement): number {
  return Math.max(0, Math.min(LEVELS - 1, intOf(element.attributes['ilvl']) ?? 0))
}

function levelOf(element: XmlElement): Level {
  // A format of its own, such as "001", stands beside one that older programs know.
  const choice = child(child(element, 'AlternateContent'), 'Fallback')
  const fonts = child(child(element, 'rPr'), 'rFonts')?.attributes
  return {
    start: intOf(valOf(element, 'start')) ?? 0,
    format: valOf(element, 'numFmt') ?? valOf(choice, 'numFmt') ?? 'decimal',
    text: valOf(element, 'lvlText') ?? '',
    font: fonts?.['ascii'] ?? fonts?.['hAnsi'],
    restart: intOf(valOf(element, 'lvlRestart')),
    isLegal: onOff(element, 'isLgl') === true,
  }
}

/** A sign from a font of signs, as Unicode has it; "•" for one that it lacks. */
function bullet({ text, font }: Level): string {
  if (text === '' || text === '%1') return text === '' ? '' : '•'
  return Array.from(text, (sign) => {
    const code = sign.codePointAt(0) ?? 0
    const isPrivate = code >= 0xe000 && code <= 0xf8ff
    if (isSymbolFont(font)) return symbolOf(font, code) ?? '•'
    if (isPrivate) return symbolOf('Symbol', code) ?? '•'
    return sign
  }).join('')
}
