import { child, children, type XmlElement } from '../ccda/xml-tree.ts'
import { formatNumber } from '../flow/number-format.ts'
import { isSymbolFont, symbolOf } from '../flow/symbol-fonts.ts'
import type { OdtStyles } from './odt-styles.ts'

/** How far the items of a list have been counted, level by level. */
export type Counts = (number | undefined)[]

const LEVELS = 10

/** The marker of the next item on a level (ODF 1.3 part 3 §16.31), which is counted by asking for it. */
export function nextMarker(
  style: XmlElement | undefined,
  depth: number,
  counts: Counts,
  about: { styles: OdtStyles; start?: number | undefined },
): string {
  const at = Math.min(LEVELS - 1, depth)
  const level = levelOf(style, at)
  counts[at] = about.start ?? (counts[at] ?? startOf(level) - 1) + 1
  counts.length = at + 1
  if (level === undefined) return ''
  if (level.name === 'list-level-style-image') return '•'
  return level.name === 'list-level-style-bullet'
    ? bulletOf(level, about.styles)
    : numberOf(style, level, at, counts)
}

function levelOf(style: XmlElement | undefined, depth: number): XmlElement | undefined {
  return children(style).find(({ attributes }) => attributes['level'] === `${depth + 1}`)
}

function startOf(level: XmlElement | undefined): number {
  const start = Number(level?.attributes['start-value'] ?? 1)
  return Number.isSafeInteger(start) ? start : 1
}

function bulletOf(level: XmlElement, styles: OdtStyles): string {
  const sign = level.attributes['bullet-char'] ?? '•'
  const letters = child(level, 'text-properties')?.attributes
  const font = styles.font(letters?.['font-name'] ?? letters?.['font-family'])
  const code = sign.codePointAt(0) ?? 0
  const isPrivate = code >= 0xe000 && code <= 0xf8ff
  if (!isPrivate && !isSymbolFont(font)) return sign
  return symbolOf(isSymbolFont(font) ? font : 'Symbol', code) ?? '•'
}

function numberOf(
  style: XmlElement | undefined,
  level: XmlElement,
  depth: number,
  counts: Counts,
): string {
  const numberAt = (place: number) => {
    const of = levelOf(style, place)
    return formatted(counts[place] ?? startOf(of), of?.attributes['num-format'] ?? '')
  }
  const { attributes } = level
  const format = attributes['num-list-format']
  if (format !== undefined) {
    return format.replaceAll(/%(\d{1,2})%/g, (_, place: string) => numberAt(Number(place) - 1))
  }
  const shown = Math.max(1, Math.min(depth + 1, Number(attributes['display-levels'] ?? 1)))
  const first = depth + 1 - shown
  const numbers = Array.from({ length: shown }, (_, place) => numberAt(first + place))
  const number = numbers.filter((text) => text !== '').join('.')
  // A level without a format of its own prints nothing at all.
  if (numberAt(depth) === '') return ''
  return `${attributes['num-prefix'] ?? ''}${number}${attributes['num-suffix'] ?? ''}`
}

function formatted(value: number, format: string): string {
  const names: Record<string, string | undefined> = {
    1: 'decimal',
    a: 'lowerLetter',
    A: 'upperLetter',
    i: 'lowerRoman',
    I: 'upperRoman',
    '01': 'decimalZero',
    '1st': 'ordinal',
    '一, 二, 三, ...': 'chineseCounting',
    'ア, イ, ウ, ...': 'aiueo',
    'イ, ロ, ハ, ...': 'iroha',
    'А, Б, .., Аа, Аб, ...': 'russianUpper',
    'а, б, .., аа, аб, ...': 'russianLower',
  }
  if (format === '') return ''
  return formatNumber(value, names[format] ?? 'decimal') ?? `${value}`
}
