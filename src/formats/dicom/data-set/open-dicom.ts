import {
  BIG_ENDIAN,
  EXPLICIT,
  IMPLICIT,
  transferSyntaxOf,
  type TransferSyntax,
} from '../dictionary/transfer-syntaxes.ts'
import { TAG, type DataSet } from './data-set.ts'
import { inflate } from './inflate.ts'
import { MOST_ELEMENTS, readDataSet, type Coding } from './read-data-set.ts'
import type { ReadLog } from './read-fragments.ts'
import { hasCharacterSet, isLongVr, isVr } from './value-representations.ts'
import { characterSetAt, textOf, textsOfElement } from './values.ts'

/** A DICOM file in its parts (PS3.10 §7). */
export interface DicomFile {
  /** Group 0002; `undefined` for a file without. */
  meta: DataSet | undefined
  data: DataSet
  syntax: TransferSyntax
  /** What is odd, broken or missing, in words. */
  problems: string[]
}

/** How far into a file that lacks a head its first element is looked for. Bytes. */
const REACH = 1024

/** @throws Error in words for what has no elements of DICOM at all */
export async function openDicom(bytes: Uint8Array<ArrayBuffer>): Promise<DicomFile> {
  const log: ReadLog = { elements: MOST_ELEMENTS, problems: new Set() }
  const begin = findBegin(bytes)
  if (begin === undefined) throw new Error('No element of DICOM was found in it.')
  if (begin > 0 && begin !== 132) {
    log.problems.add(`The data begins only at byte ${begin}; what stands before it is left out.`)
  }
  const isMeta = bytes[begin] === 2 && bytes[begin + 1] === 0
  const head = isMeta ? readMeta(bytes, begin, log) : undefined
  const start = head?.end ?? begin
  const named = textOf(head?.set, TAG.transferSyntax)
  const found = codingAt(bytes, start)
  const syntax = transferSyntaxOf(named ?? uidOf(found))
  if (named === undefined) {
    log.problems.add(`The file does not name its transfer syntax; it is read as ${syntax.name}.`)
  }
  const body = syntax.deflated ? await inflate(bytes.slice(start)) : { bytes, problem: undefined }
  if (body.problem !== undefined) log.problems.add(body.problem)
  const at = syntax.deflated ? 0 : start
  const isEmpty = at + 8 > body.bytes.length
  const coding = isEmpty ? syntax : settle(syntax, codingAt(body.bytes, at), log)
  const { set } = readDataSet(body.bytes, at, coding, log)
  if (set.elements.size === 0 && !head) throw new Error('No element of DICOM could be read in it.')
  if (set.elements.size === 0) log.problems.add('Behind its head the file holds no data.')
  for (const name of characterSetAt(set).unknown) {
    log.problems.add(
      `The character set “${name}” is not known here; letters beyond ASCII are guessed.`,
    )
  }
  if (guessesLetters(set)) {
    log.problems.add(
      'The file does not say in which character set it is written; letters beyond ASCII are guessed.',
    )
  }
  return { meta: head?.set, data: set, syntax, problems: [...log.problems] }
}

/** Whether a text of it has letters whose set nothing declares. */
function guessesLetters(set: DataSet): boolean {
  let guesses = false
  for (const element of set.elements.values()) {
    if (!hasCharacterSet(element.vr) || element.length > 10_000) continue
    textsOfElement(set, element, () => {
      guesses = true
    })
  }
  return guesses && characterSetAt(set).unknown.length === 0
}

/** Always explicit and little endian by the standard; some write it without representations. */
function readMeta(bytes: Uint8Array<ArrayBuffer>, begin: number, log: ReadLog) {
  const explicit = isVr(vrAt(bytes, begin))
  return readDataSet(bytes, begin, { explicit, little: true }, log, (tag) => tag >>> 16 !== 2)
}

/** Behind "DICM", or where elements are found that make sense. */
function findBegin(bytes: Uint8Array): number | undefined {
  if (isDicm(bytes, 128)) return 132
  if (isDicm(bytes, 0)) return 4
  const last = Math.min(REACH, bytes.length - 8)
  for (let at = 0; at <= last; at += 1) {
    if (makesSense(bytes, at)) return at
  }
  return undefined
}

function isDicm(bytes: Uint8Array, at: number): boolean {
  return String.fromCharCode(...bytes.subarray(at, at + 4)) === 'DICM'
}

/** Whether an element of one of the first groups stands here, and another behind it. */
function makesSense(bytes: Uint8Array, at: number): boolean {
  const coding = codingAt(bytes, at)
  const group = number(bytes, at, 2, coding.little)
  if (group !== 2 && group !== 4 && group !== 8) return false
  const next = nextOf(bytes, at, coding)
  if (next === bytes.length) return true
  const after = number(bytes, next, 2, coding.little)
  const element = number(bytes, at + 2, 2, coding.little)
  const later = number(bytes, next + 2, 2, coding.little)
  return next < bytes.length && (after > group ? after < 0x80 : after === group && later > element)
}

function nextOf(bytes: Uint8Array, at: number, { explicit, little }: Coding): number {
  if (!explicit) return at + 8 + number(bytes, at + 4, 4, little)
  return isLongVr(vrAt(bytes, at))
    ? at + 12 + number(bytes, at + 8, 4, little)
    : at + 8 + number(bytes, at + 6, 2, little)
}

/** How the element at a place is written, by its own look. */
function codingAt(bytes: Uint8Array, at: number): Coding {
  const explicit = isVr(vrAt(bytes, at))
  // The groups that come first are below 0x100, so the byte that isn't zero tells.
  const little = (bytes[at] ?? 0) !== 0 || (bytes[at + 1] ?? 0) === 0
  return { explicit, little }
}

function vrAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at + 4, at + 6))
}

function uidOf({ explicit, little }: Coding): string {
  return explicit ? (little ? EXPLICIT : BIG_ENDIAN) : IMPLICIT
}

/** Files are found that name one syntax and are written in another: then the bytes are right. */
function settle(named: TransferSyntax, found: Coding, log: ReadLog): Coding {
  if (named.explicit === found.explicit && named.little === found.little) return named
  const coding = { explicit: found.explicit, little: found.little }
  const how = transferSyntaxOf(uidOf(coding)).name
  log.problems.add(
    `The file says it is written in ${named.name}, but it is in ${how}; it is read so.`,
  )
  return coding
}

function number(bytes: Uint8Array, at: number, width: 2 | 4, little: boolean): number {
  let value = 0
  for (let index = 0; index < width; index += 1) {
    value = value * 256 + (bytes[little ? at + width - 1 - index : at + index] ?? 0)
  }
  return value
}
