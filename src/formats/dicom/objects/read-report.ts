import type { DataSet } from '../data-set/data-set.ts'
import { itemOf, itemsOf, numbersOf, textOf, textsOf } from '../data-set/values.ts'
import { CONTENT, dateWords } from './describe-object.ts'

/** One item of a report's tree, in the order in which it is read (PS3.3 §C.17.3). */
export interface ReportLine {
  /** From 0. */
  depth: number
  /** "1.2.3": by which other items refer to it. */
  number: string
  /** What it is about, in the words of its code. */
  concept: string | undefined
  /** How it belongs to the item above it, where that isn't plain containment. */
  relation: string | undefined
  value: string | undefined
  /** Codes behind the words, such as "T-04000, SRT". */
  codes: readonly string[]
  isHeading: boolean
}

export interface Report {
  title: string
  /** Completion, verification and what else weighs on the whole; in words. */
  status: readonly string[]
  lines: readonly ReportLine[]
}

/** Lines of one report, and how deep they may be nested. */
const MOST_LINES = 20_000
const DEEPEST = 40
/** Letters of one text. */
const LONGEST = 50_000

/** A structured report as indented text. @param remark takes what is left out */
export function readReport(data: DataSet, remark: (words: string) => void): Report {
  const lines: ReportLine[] = []
  addItems(itemsOf(data, CONTENT), { depth: 0, prefix: '1' }, lines)
  if (lines.length >= MOST_LINES)
    remark(`The report has more than ${MOST_LINES} items; the rest is left out.`)
  return {
    title: meaningOf(itemOf(data, 0x0040_a043)) ?? 'Structured report',
    status: statusOf(data),
    lines,
  }
}

function addItems(
  items: readonly DataSet[],
  { depth, prefix }: { depth: number; prefix: string },
  lines: ReportLine[],
): void {
  for (const [index, item] of items.entries()) {
    if (lines.length >= MOST_LINES || depth >= DEEPEST) return
    const number = `${prefix}.${index + 1}`
    lines.push(lineOf(item, depth, number))
    addItems(itemsOf(item, CONTENT), { depth: depth + 1, prefix: number }, lines)
  }
}

function lineOf(item: DataSet, depth: number, number: string): ReportLine {
  const type = textOf(item, 0x0040_a040)?.toUpperCase()
  const relation = textOf(item, 0x0040_a010)?.toUpperCase()
  const name = itemOf(item, 0x0040_a043)
  const reference = numbersOf(item, 0x0040_db73)
  const { value, codes } =
    reference.length > 0
      ? { value: `See item ${reference.join('.')}`, codes: [] }
      : valueOf(item, type)
  return {
    depth,
    number,
    concept: meaningOf(name),
    relation: relation === undefined ? undefined : RELATIONS[relation],
    value,
    codes: [codeOf(name), ...codes].filter((code) => code !== undefined),
    isHeading: type === 'CONTAINER',
  }
}

const RELATIONS: Record<string, string> = {
  'HAS OBS CONTEXT': 'context',
  'HAS ACQ CONTEXT': 'acquisition',
  'HAS CONCEPT MOD': 'modifier',
  'HAS PROPERTIES': 'property',
  'INFERRED FROM': 'inferred from',
  'SELECTED FROM': 'selected from',
}

interface Value {
  value: string | undefined
  codes: (string | undefined)[]
}

function valueOf(item: DataSet, type: string | undefined): Value {
  const plain = (value: string | undefined): Value => ({ value, codes: [] })
  switch (type) {
    case 'CONTAINER':
      return plain(undefined)
    case 'TEXT':
      return plain(cut(textsOf(item, 0x0040_a160).join('\\')))
    case 'NUM':
      return measured(item)
    case 'CODE': {
      const code = itemOf(item, 0x0040_a168)
      return { value: meaningOf(code), codes: [codeOf(code)] }
    }
    case 'DATE':
      return plain(dateWords(textOf(item, 0x0040_a121)))
    case 'TIME':
      return plain(timeWords(textOf(item, 0x0040_a122)))
    case 'DATETIME':
      return plain(dateTimeWords(textOf(item, 0x0040_a120)))
    case 'PNAME':
      return plain(nameWords(textOf(item, 0x0040_a123)))
    case 'UIDREF':
      return plain(textOf(item, 0x0040_a124))
    case 'IMAGE':
    case 'COMPOSITE':
    case 'WAVEFORM':
      return plain(referenceWords(item, type))
    case 'SCOORD':
    case 'SCOORD3D':
      return plain(coordinateWords(item))
    case 'TCOORD':
      return plain(textOf(item, 0x0040_a130))
    case undefined:
    default:
      return plain(type === undefined ? undefined : `${type}: see the tags`)
  }
}

function cut(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}… (the whole is in the tags)` : text
}

/** A number with its unit, or why there is none. */
function measured(item: DataSet): Value {
  const measure = itemOf(item, 0x0040_a300)
  const qualifier = itemOf(item, 0x0040_a301)
  if (measure === undefined) {
    return { value: meaningOf(qualifier) ?? 'No value', codes: [codeOf(qualifier)] }
  }
  const unit = itemOf(measure, 0x0040_08ea)
  const number = textOf(measure, 0x0040_a30a)
  const [letters, words] = [textOf(unit, 0x0008_0100), meaningOf(unit)]
  const named = letters === '1' || letters === '{unity}' ? '' : (letters ?? words ?? '')
  const meaning =
    words !== undefined && words !== named && words !== 'no units' ? ` (${words})` : ''
  const note = qualifier === undefined ? '' : `, ${meaningOf(qualifier) ?? ''}`
  const value =
    number === undefined
      ? 'No value'
      : `${number} ${named}${named === '' ? '' : meaning}${note}`.trim()
  return { value, codes: [codeOf(unit)] }
}

function referenceWords(item: DataSet, type: string): string {
  const reference = itemOf(item, 0x0008_1199)
  const frames = numbersOf(reference, 0x0008_1160)
  const what = { IMAGE: 'Image', WAVEFORM: 'Waveform' }[type] ?? 'Object'
  const of = frames.length === 0 ? '' : `, frame ${frames.join(', ')}`
  return `${what} ${textOf(reference, 0x0008_1155) ?? 'without an identifier'}${of}`
}

function coordinateWords(item: DataSet): string {
  const numbers = numbersOf(item, 0x0070_0022)
  const shape = textOf(item, 0x0070_0023) ?? 'Points'
  const shown = numbers.slice(0, 24).map((number) => Number(number.toFixed(3)))
  const more = numbers.length > 24 ? `, and ${numbers.length - 24} more` : ''
  return `${shape.toLowerCase()} at ${shown.join(', ')}${more}`
}

function meaningOf(code: DataSet | undefined): string | undefined {
  return textOf(code, 0x0008_0104) ?? textOf(code, 0x0008_0100) ?? textOf(code, 0x0008_0119)
}

function codeOf(code: DataSet | undefined): string | undefined {
  const value = textOf(code, 0x0008_0100) ?? textOf(code, 0x0008_0119) ?? textOf(code, 0x0008_0120)
  return value === undefined
    ? undefined
    : [value, textOf(code, 0x0008_0102)].filter(Boolean).join(', ')
}

/** "Doe^Jane^^Dr" as "Dr Jane Doe", and other ways of writing behind it. */
function nameWords(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const groups = name.split('=').map((group) => {
    const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group.split('^')
    return [prefix, given, middle, family, suffix].filter((part) => part.trim() !== '').join(' ')
  })
  return groups.filter((group) => group !== '').join(' / ')
}

function timeWords(time: string | undefined): string | undefined {
  return time?.replace(
    /^(\d{2})(\d{2})(\d{2})?/,
    (_, hour: string, minute: string, second?: string) =>
      [hour, minute, second].filter((part) => part !== undefined).join(':'),
  )
}

function dateTimeWords(text: string | undefined): string | undefined {
  const parts = /^(\d{8})(\d{4,6}(?:\.\d+)?)?(.*)$/.exec(text ?? '')
  if (!parts) return text
  return [dateWords(parts[1]), timeWords(parts[2]), parts[3]].filter(Boolean).join(' ')
}

function statusOf(data: DataSet): string[] {
  const flags: [tag: number, words: Record<string, string>][] = [
    [0x0040_a491, { PARTIAL: 'Partial: more content is to come', COMPLETE: 'Complete' }],
    [0x0040_a493, { VERIFIED: 'Verified', UNVERIFIED: 'Not verified' }],
    [0x0040_a496, { PRELIMINARY: 'Preliminary', FINAL: 'Final' }],
  ]
  const status = flags.flatMap(([tag, words]) => {
    const flag = textOf(data, tag)
    return flag === undefined ? [] : [words[flag.toUpperCase()] ?? flag]
  })
  const observer = itemOf(data, 0x0040_a073)
  const by = nameWords(textOf(observer, 0x0040_a075))
  const at = dateTimeWords(textOf(observer, 0x0040_a030))
  if (by !== undefined) status.push(`Verified by ${by}${at === undefined ? '' : `, ${at}`}`)
  const written = [dateWords(textOf(data, 0x0008_0023)), timeWords(textOf(data, 0x0008_0033))]
  if (written[0] !== undefined) status.push(`Content of ${written.filter(Boolean).join(' ')}`)
  return status
}
