import { codeOfWords, codeWords } from './code-tables.ts'
import { isTimeType } from './data-types.ts'
import { DELETED, segmentPath, valueAt } from './describe-fields.ts'
import { plainText } from './escapes.ts'
import { readHl7Time } from './hl7-time.ts'
import type { Segment, Separators } from './read-messages.ts'

/** One OBX as a row of a result table. */
export interface ResultRow {
  /** `OBX[2]`. */
  key: string
  /** The test's words, else its code. */
  test: string
  code: string | undefined
  subId: string | undefined
  values: readonly ResultValue[]
  unit: string | undefined
  range: string | undefined
  flags: readonly ResultFlag[]
  status: string | undefined
  time: { words: string; raw: string } | undefined
}

type ResultValue =
  /** With its line breaks; `raw` has the escapes too. */
  | { type: 'text'; raw: string; text: string; code?: string | undefined }
  | { type: 'deleted' }
  | { type: 'document'; document: EmbeddedDocument }
  /** Content that lies elsewhere: said, never fetched. */
  | { type: 'pointer'; text: string }

interface EmbeddedDocument {
  /** As the message names it: `application/pdf`, or what its parts say. */
  contentType: string | undefined
  encoding: 'base64' | 'hex' | 'text'
  data: string
}

export interface ResultFlag {
  code: string
  words: string
  tone: 'critical' | 'abnormal' | 'normal'
  /** For the eye, beside the words. */
  sign: string
}

export function readResult(obx: Segment, separators: Separators): ResultRow {
  const text = (field: number, component = 1) => {
    const raw = valueAt(obx, separators, field, component)
    return raw === '' || raw === DELETED ? undefined : plainText(raw, separators)
  }
  const code = text(3, 1)
  const name = text(3, 2) ?? text(3, 9) ?? text(3, 5)
  const status = text(11)
  const observed = text(14) ?? text(19)
  return {
    key: segmentPath(obx, false),
    test: name ?? code ?? 'Not named',
    code: name === undefined ? undefined : code,
    subId: text(4),
    values: readValues(obx, separators),
    unit: readUnit(obx.fields[6] ?? '', separators),
    // A string, which has no components: `4.0^11.0` is all of it.
    range: wholeText(obx.fields[7] ?? '', separators),
    flags: readFlags(obx.fields[8] ?? '', separators),
    status: status === undefined ? undefined : (codeWords('0085', status) ?? status),
    time:
      observed === undefined
        ? undefined
        : { words: readHl7Time(observed)?.words ?? observed, raw: observed },
  }
}

function readValues(obx: Segment, separators: Separators): ResultValue[] {
  const type = obx.fields[2]?.trim().toUpperCase() ?? ''
  const field = obx.fields[5] ?? ''
  if (field === '') return []
  return field
    .split(separators.repetition)
    .filter((raw) => raw !== '')
    .map((raw) => readValue(raw, type, separators))
}

function readValue(raw: string, type: string, separators: Separators): ResultValue {
  if (raw === DELETED) return { type: 'deleted' }
  const parts = raw.split(separators.component)
  const part = (position: number) => plainText(parts[position - 1] ?? '', separators)
  const text = (words: string, code?: string): ResultValue => ({
    type: 'text',
    raw,
    text: words,
    code,
  })
  switch (type) {
    case 'ED':
      return readEmbedded(parts, separators) ?? text(plainText(raw, separators))
    case 'RP':
      return {
        type: 'pointer',
        text: parts
          .map((one) => plainText(one, separators))
          .filter((one) => one !== '')
          .join(', '),
      }
    case 'CE':
    case 'CF':
    case 'CWE':
    case 'CNE': {
      const words = part(2) || part(9) || part(5)
      const code = part(1) || part(4)
      return words === '' ? text(code || part(1)) : text(words, code || undefined)
    }
    case 'SN':
      return text([part(1), part(2), part(3), part(4)].filter((one) => one !== '').join(' '))
    case 'CQ':
      return text([part(1), part(2)].filter((one) => one !== '').join(' '))
    default:
      return readOther(raw, type, separators)
  }
}

function readOther(raw: string, type: string, separators: Separators): ResultValue {
  const plain = plainText(raw, separators)
  // Systems that know no ED put a document into a text field: PDF and RTF show by their first characters.
  if (/^\s*(JVBERi0|e1xydGY)[A-Za-z0-9+/\s]{40}/.test(plain)) {
    return {
      type: 'document',
      document: { contentType: undefined, encoding: 'base64', data: plain },
    }
  }
  if (plain.startsWith('{\\rtf')) {
    return {
      type: 'document',
      document: { contentType: 'application/rtf', encoding: 'text', data: plain },
    }
  }
  const words = isTimeType(type) ? (readHl7Time(plain)?.words ?? plain) : plain
  return { type: 'text', raw, text: words }
}

/** ED: source ^ type ^ subtype ^ encoding ^ data; some leave the source out or put `application/pdf` into one part. */
function readEmbedded(parts: readonly string[], separators: Separators): ResultValue | undefined {
  const at = parts.findIndex((part) => /^(base64|hex|a)$/i.test(part.trim()))
  const rest = at < 0 ? undefined : parts.slice(at + 1).join(separators.component)
  if (rest === undefined || rest === '') return undefined
  const encoding = { b: 'base64', h: 'hex', a: 'text' } as const
  const initial = (parts[at] ?? '').trim().charAt(0).toLowerCase() as keyof typeof encoding
  const names = parts.slice(0, at).map((part) => plainText(part, separators).trim().toLowerCase())
  return {
    type: 'document',
    document: {
      contentType: contentTypeOf(names),
      encoding: encoding[initial],
      data: plainText(rest, separators),
    },
  }
}

function contentTypeOf(names: readonly string[]): string | undefined {
  const whole = names.find((name) => /^[a-z]+\/[\w.+-]+$/.test(name))
  if (whole !== undefined) return whole
  const subtype = names.findLast((name) => name !== '')?.replace(/^.*\./, '')
  return subtype === undefined ? undefined : SUBTYPES.get(subtype)
}

const SUBTYPES = new Map([
  ['pdf', 'application/pdf'],
  ['rtf', 'application/rtf'],
  ['richtext', 'application/rtf'],
  ['jpeg', 'image/jpeg'],
  ['jpg', 'image/jpeg'],
  ['png', 'image/png'],
  ['gif', 'image/gif'],
  ['tiff', 'image/tiff'],
  ['tif', 'image/tiff'],
  ['dicom', 'application/dicom'],
  ['html', 'text/html'],
  ['xml', 'application/xml'],
  ['x-hl7-cda-level-one', 'application/hl7-cda+xml'],
  ['plain', 'text/plain'],
  ['text', 'text/plain'],
])

function wholeText(field: string, separators: Separators): string | undefined {
  return field === '' || field === DELETED ? undefined : plainText(field, separators)
}

/** The code of a coded unit, else its text; a unit written with a bare `^`, as `10^9/L`, is not a code and stays whole. */
function readUnit(field: string, separators: Separators): string | undefined {
  const [code = '', text = '', system = ''] = field.split(separators.component)
  const isBare = text !== '' && (system === '' || /^\d+$/.test(code.trim()))
  if (isBare || field.includes(separators.repetition)) return wholeText(field, separators)
  const unit = wholeText(code, separators) ?? wholeText(text, separators)
  return unit ?? wholeText(field, separators)
}

function readFlags(field: string, separators: Separators): ResultFlag[] {
  return field
    .split(separators.repetition)
    .flatMap((raw) => readFlag(raw.split(separators.component), separators) ?? [])
}

/** By its code; one that has words only, by the code that they stand for, else as they are. */
function readFlag(parts: readonly string[], separators: Separators): ResultFlag | undefined {
  const [own, ...others] = [1, 2, 9, 5].map((position) =>
    plainText(parts[position - 1] ?? '', separators).trim(),
  )
  if (own === DELETED) return undefined
  const text = others.find((other) => other !== '')
  const code = own || (text && codeOfWords('0078', text))
  if (code === undefined || code === '') {
    return text === undefined ? undefined : { code: text, words: text, ...look('') }
  }
  return { code, words: codeWords('0078', code) ?? `Flag ${code}`, ...look(code.toUpperCase()) }
}

function look(code: string): Pick<ResultFlag, 'tone' | 'sign'> {
  if (['N', 'S', 'NEG', 'ND', 'NR', 'B', 'VS', 'NULL'].includes(code))
    return { tone: 'normal', sign: '' }
  const critical = ['HH', 'LL', 'AA', 'HU', 'LU'].includes(code)
  if (/^(H|>|U$)/.test(code))
    return { tone: critical ? 'critical' : 'abnormal', sign: critical ? '▲▲' : '▲' }
  if (/^(L|<|D$)/.test(code))
    return { tone: critical ? 'critical' : 'abnormal', sign: critical ? '▼▼' : '▼' }
  return { tone: critical ? 'critical' : 'abnormal', sign: critical ? '!!' : '!' }
}
