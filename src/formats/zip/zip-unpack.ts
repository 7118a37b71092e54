import {
  ArchiveProblem,
  LARGEST,
  type Unpacked,
  type UnpackOptions,
} from '../archive/archive-entry.ts'
import { PieceStore } from '../archive/piece-store.ts'
import { crc32 } from '../deflate/checksum.ts'
import { DeflateProblem, Inflater } from '../deflate/inflate.ts'
import { little } from '../detection/head.ts'
import { openWith, type Decrypter } from './zip-keys.ts'
import { ENCRYPTED, LOCAL, methodName, methodOf, STRONG, type ZipPlace } from './zip-record.ts'

/** Bytes of the packed content that are read at a time. */
const STEP = 1 << 20

/**
 * Takes one entry out of a ZIP file. What is cut or was changed comes out as far as it can be read, with remarks.
 *
 * @throws ArchiveProblem when it can't be unpacked at all, is larger than the limit or than it declares, or the
 * password is missing or wrong; the signal's reason
 */
export async function unpackEntry(
  blob: Blob,
  place: ZipPlace,
  options: UnpackOptions = {},
): Promise<Unpacked> {
  const limit = options.limit ?? LARGEST
  const refusal = refusalOf(place, limit)
  if (refusal !== undefined) throw new ArchiveProblem(refusal)
  const start = await contentStart(blob, place)
  const end = start + place.packedSize
  const isCut = end > blob.size
  const packed = { blob, start, end: Math.min(end, blob.size) }
  const key = await keyOf(packed, place, options.password)
  const sink = new Sink(place.size, limit)
  let fault: string | undefined
  try {
    for await (const piece of contentOf(packed, place, key, options)) sink.add(piece)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (!(error instanceof DeflateProblem)) throw key?.behind === 0 ? UNSURE : error
    fault = error.message
  }
  const remarks = remarksOf(place, sink, fault, isCut)
  if (key !== undefined && remarks.length === 0 && !(await isSound(packed, key))) {
    remarks.push('The file was changed after it was encrypted: its authentication code is wrong.')
  }
  if (key !== undefined && key.behind === 0 && remarks.length > 0 && !isCut) {
    throw UNSURE
  }
  return { blob: sink.store.blob(), remarks }
}

/** Behind the traditional encryption, which can't tell the one from the other. */
const UNSURE = new ArchiveProblem('The password is wrong, or the file is damaged.')

/** Why an entry can't be unpacked, whatever its password; `undefined` where it can. */
export function refusalOf(place: ZipPlace, limit: number): string | undefined {
  const method = methodOf(place)
  if ((place.flags & STRONG) !== 0 && (place.flags & ENCRYPTED) !== 0) {
    return 'It is encrypted in a way that can’t be opened here (PKWARE’s strong encryption).'
  }
  if (method !== 0 && method !== 8 && method !== 9) {
    return `It is packed in a way that can’t be opened here (${methodName(method)}).`
  }
  if ((place.size ?? 0) > limit) {
    const most = limit.toLocaleString('en')
    return `It unpacks to ${(place.size ?? 0).toLocaleString('en')} bytes; more than ${most} are not unpacked.`
  }
  return undefined
}

/** Behind the local header, which may be longer than the central one. */
async function contentStart(blob: Blob, { offset }: ZipPlace): Promise<number> {
  if (offset < 0)
    throw new ArchiveProblem('It lies before the beginning of the file, which is cut off.')
  const header = new Uint8Array(await blob.slice(offset, offset + LOCAL).arrayBuffer())
  if (little(header, 0, 4) !== 0x04034b50) {
    throw new ArchiveProblem(
      offset + LOCAL > blob.size
        ? 'It lies beyond the end of the file, which is cut off.'
        : 'There is no entry where the list of contents says: the archive is damaged.',
    )
  }
  return offset + LOCAL + little(header, 26, 2) + little(header, 28, 2)
}

interface Packed {
  blob: Blob
  start: number
  end: number
}

async function keyOf(
  { blob, start, end }: Packed,
  place: ZipPlace,
  password: string | undefined,
): Promise<Decrypter | undefined> {
  if ((place.flags & ENCRYPTED) === 0) return undefined
  if (password === undefined) throw new ArchiveProblem('It is encrypted with a password.')
  const head = await blob.slice(start, Math.min(start + 18, end)).arrayBuffer()
  return openWith(password, place, new Uint8Array(head))
}

async function isSound({ blob, end }: Packed, key: Decrypter): Promise<boolean> {
  return key.isSound(new Uint8Array(await blob.slice(end - key.behind, end).arrayBuffer()))
}

/** The content in pieces, decrypted and unpacked. @throws DeflateProblem */
async function* contentOf(
  { blob, start, end }: Packed,
  place: ZipPlace,
  key: Decrypter | undefined,
  { signal, onProgress }: UnpackOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const method = methodOf(place)
  const inflater = method === 0 ? undefined : new Inflater(method === 9)
  const last = end - (key?.behind ?? 0)
  for (let at = start + (key?.before ?? 0); at < last; at += STEP) {
    signal?.throwIfAborted()
    const next = Math.min(at + STEP, last)
    const bytes = new Uint8Array(await blob.slice(at, next).arrayBuffer())
    const plain = key === undefined ? bytes : new Uint8Array(key.update(bytes))
    if (inflater === undefined) yield plain
    else if (!inflater.isDone) yield* inflater.push(plain, next === last)
    onProgress?.(next - start)
  }
  if (inflater?.isDone === false) throw new DeflateProblem('it ends in the middle')
}

/** Keeps what is unpacked, sums it up, and ends what grows beyond what was declared. */
class Sink {
  readonly store = new PieceStore()
  crc = 0
  readonly #declared: number | undefined
  readonly #limit: number

  constructor(declared: number | undefined, limit: number) {
    this.#declared = declared
    this.#limit = limit
  }

  add(piece: Uint8Array<ArrayBuffer>): void {
    const size = this.store.size + piece.length
    if (this.#declared !== undefined && size > this.#declared) {
      const declared = this.#declared.toLocaleString('en')
      throw new ArchiveProblem(`It unpacks to more than the ${declared} bytes that it declares.`)
    }
    if (size > this.#limit) {
      throw new ArchiveProblem(`It unpacks to more than ${this.#limit.toLocaleString('en')} bytes.`)
    }
    this.crc = crc32(piece, this.crc)
    this.store.add(piece)
  }
}

function remarksOf(
  place: ZipPlace,
  { store: { size }, crc }: Sink,
  fault: string | undefined,
  isCut: boolean,
): string[] {
  const whole = place.size === undefined ? '' : ` of ${place.size.toLocaleString('en')}`
  const part = `what is shown are its first ${size.toLocaleString('en')}${whole} bytes.`
  if (isCut) return [`The archive ends in the middle of this file: ${part}`]
  if (fault !== undefined) return [`This file is damaged (${fault}): ${part}`]
  if (place.size !== undefined && size < place.size)
    return [`This file is shorter than declared: ${part}`]
  // Version 2 of AES stores none, and has a better one; behind unknown sizes none is known.
  const isSummed = place.size !== undefined && place.aes?.version !== 2
  if (isSummed && crc !== place.crc) {
    return ['The checksum is wrong: this file is not what was packed, and may be damaged anywhere.']
  }
  return []
}
