import { wholeBytes, WholeNeeded, type LoadedBytes } from '../../partial-bytes.ts'
import {
  BIG_ENDIAN,
  EXPLICIT,
  IMPLICIT,
  transferSyntaxOf,
  type TransferSyntax,
} from '../dictionary/transfer-syntaxes.ts'
import { PIXELS, TAG, type DataSet } from './data-set.ts'
import { inflate } from './inflate.ts'
import { MOST_ELEMENTS, readDataSet, type Coding } from './read-data-set.ts'
import type { ReadLog } from './read-fragments.ts'
import { skipFrames } from './skip-frames.ts'
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
  /** What it is read from: all of it is loaded but for the pixels. */
  from: LoadedBytes
}

/** How far into a file that lacks a head its first element is looked for. Bytes. */
const REACH = 1024

/** Bytes of pixels that are loaded with the head: the list of tags shows no more of them. */
const SHOWN_AMONG_TAGS = 800_000

/** @throws Error in words for what has no elements of DICOM at all */
export async function openDicom(bytes: Uint8Array<ArrayBuffer>): Promise<DicomFile> {
  return open(wholeBytes(bytes))
}

/**
 * Opens a file of which only some has come: everything but the pixels is loaded, and those when a frame is wanted.
 *
 * @throws WholeNeeded where it can't be read so: without a head, deflated, a film, or with small frames that nothing gives the places of
 */
export async function openDicomInParts(from: LoadedBytes): Promise<DicomFile> {
  await from.load(0, REACH)
  if (!isDicm(from.bytes, 128)) throw new WholeNeeded()
  return open(from)
}

/** Pixels that are a sequence are not pixels: then all of it is loaded. */
async function loadAllButPixels(from: LoadedBytes, data: DataSet): Promise<void> {
  const named = PIXELS.map((tag) => data.elements.get(tag)).find((element) => element)
  const pixels = named?.items ? undefined : named
  const isLate = (data.elements.get(TAG.extendedOffsets)?.start ?? 0) > (pixels?.start ?? Infinity)
  if (pixels?.places && isLate) throw new WholeNeeded()
  const size = from.bytes.length
  const end = pixels ? pixels.start + pixels.length : size
  await from.load(0, pixels ? pixels.start + Math.min(pixels.length, SHOWN_AMONG_TAGS) : size)
  await from.load(end, size)
  // How a fragment begins tells whether a frame does.
  for (const { start } of pixels?.fragments ?? []) await from.load(start, start + 2)
}

async function open(from: LoadedBytes): Promise<DicomFile> {
  const { bytes } = from
  const begin = findBegin(bytes)
  if (begin === undefined) throw new Error('No element of DICOM was found in it.')
  const problems = new Set<string>()
  if (begin > 0 && begin !== 132) {
    problems.add(`The data begins only at byte ${begin}; what stands before it is left out.`)
  }
  const isMeta = bytes[begin] === 2 && bytes[begin + 1] === 0
  const head = isMeta ? await readMeta(from, begin) : undefined
  for (const problem of head?.log.problems ?? []) problems.add(problem)
  const start = head?.end ?? begin
  await from.load(0, start + 16)
  const named = textOf(head?.set, TAG.transferSyntax)
  const found = codingAt(bytes, start)
  const syntax = transferSyntaxOf(named ?? uidOf(found))
  if (named === undefined) {
    problems.add(`The file does not name its transfer syntax; it is read as ${syntax.name}.`)
  }
  // A film is taken out in one piece, and what has no decoder here is only told of.
  if (!from.isWhole && (syntax.deflated || syntax.codec === 'none')) throw new WholeNeeded()
  const inflated = syntax.deflated ? await inflate(bytes.slice(start)) : undefined
  if (inflated?.problem !== undefined) problems.add(inflated.problem)
  const body = inflated === undefined ? from : wholeBytes(inflated.bytes)
  const at = syntax.deflated ? 0 : start
  const isEmpty = at + 8 > body.bytes.length
  const coding = isEmpty ? syntax : settle(syntax, codingAt(body.bytes, at), problems)
  const elements = head?.log.elements ?? MOST_ELEMENTS
  const set = await body.read(() => {
    const log: ReadLog = { elements, problems: new Set(problems) }
    const read = readDataSet(body, at, coding, log, { skip: body.isWhole ? undefined : skipFrames })
    for (const problem of log.problems) problems.add(problem)
    return read.set
  })
  if (set.elements.size === 0 && !head) throw new Error('No element of DICOM could be read in it.')
  if (set.elements.size === 0) problems.add('Behind its head the file holds no data.')
  if (!from.isWhole) await loadAllButPixels(from, set)
  for (const name of characterSetAt(set).unknown) {
    problems.add(`The character set “${name}” is not known here; letters beyond ASCII are guessed.`)
  }
  if (guessesLetters(set)) {
    problems.add(
      'The file does not say in which character set it is written; letters beyond ASCII are guessed.',
    )
  }
  return { meta: head?.set, data: set, syntax, problems: [...problems], from: body }
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
async function readMeta(from: LoadedBytes, begin: number) {
  const explicit = isVr(vrAt(from.bytes, begin))
  const until = (tag: number) => tag >>> 16 !== 2
  return from.read(() => {
    const log: ReadLog = { elements: MOST_ELEMENTS, problems: new Set() }
    return { ...readDataSet(from, begin, { explicit, little: true }, log, { until }), log }
  })
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
function settle(named: TransferSyntax, found: Coding, problems: Set<string>): Coding {
  if (named.explicit === found.explicit && named.little === found.little) return named
  const coding = { explicit: found.explicit, little: found.little }
  const how = transferSyntaxOf(uidOf(coding)).name
  problems.add(`The file says it is written in ${named.name}, but it is in ${how}; it is read so.`)
  return coding
}

function number(bytes: Uint8Array, at: number, width: 2 | 4, little: boolean): number {
  let value = 0
  for (let index = 0; index < width; index += 1) {
    value = value * 256 + (bytes[little ? at + width - 1 - index : at + index] ?? 0)
  }
  return value
}
