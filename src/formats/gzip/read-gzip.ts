import {
  ArchiveProblem,
  LARGEST,
  type Unpacked,
  type UnpackOptions,
} from '../archive/archive-entry.ts'
import { ByteWindow } from '../archive/byte-window.ts'
import { decodeName, decodeUtf8 } from '../archive/entry-names.ts'
import { PieceStore } from '../archive/piece-store.ts'
import { crc32 } from '../deflate/checksum.ts'
import { DeflateProblem, Inflater } from '../deflate/inflate.ts'
import { little } from '../detection/head.ts'

/** What a gzip file says of what it holds, before anything is unpacked (RFC 1952 §2.3). Cloneable. */
export interface GzipFacts {
  /** The file's name when it was packed. Untrusted. */
  name: string | undefined
  comment: string | undefined
  /** Milliseconds since 1970; `undefined` where it is not kept. */
  modified: number | undefined
  system: string | undefined
  /** Bytes of the whole file. */
  packedSize: number
  /**
   * Bytes of the last member, without what is above 4 GiB: right for most files, and too little for those of several
   * members or of more than 4 GiB.
   */
  saidSize: number | undefined
}

/** @throws ArchiveProblem when it is not a gzip file */
export async function readGzip(blob: Blob): Promise<GzipFacts> {
  const header = await readHeader(new ByteWindow(blob), 0)
  if (header === undefined)
    throw new ArchiveProblem('This is not a gzip file, or it is cut in its head.')
  const tail = new Uint8Array(await blob.slice(Math.max(0, blob.size - 4)).arrayBuffer())
  const { name, comment, modified, system } = header
  const saidSize = blob.size >= header.end + 8 ? little(tail, 0, 4) : undefined
  return { name, comment, modified, system, packedSize: blob.size, saidSize }
}

export interface UnpackedGzip extends Unpacked {
  /** Parts that were packed apart and make one content together. */
  members: number
}

/**
 * Unpacks a gzip file, all its members one behind the other (RFC 1952 §2.2). What is cut or damaged comes out as far as it
 * can be read, with remarks.
 * @throws ArchiveProblem when it is larger than the limit; the signal's reason
 */
export async function unpackGzip(blob: Blob, options: UnpackOptions = {}): Promise<UnpackedGzip> {
  const window = new ByteWindow(blob)
  const inflater = new Inflater()
  const out: Output = { store: new PieceStore(), limit: options.limit ?? LARGEST }
  let members = 0
  let remark: string | undefined
  for (let at = 0; at < blob.size && remark === undefined;) {
    const header = await readHeader(window, at)
    if (header === undefined) {
      remark = members === 0 ? 'The head of the file is damaged.' : await behindWords(blob, at)
      break
    }
    members += 1
    inflater.restart()
    const before = out.store.size
    const member = await unpackMember(window, header.end, inflater, { out, options })
    at = member.end
    const first = (out.store.size - before).toLocaleString('en')
    if (member.fault !== undefined) {
      remark = `It ${member.fault}: what is shown are its first ${out.store.size.toLocaleString('en')} bytes.`
    } else if (!member.isRight) {
      remark = `A checksum is wrong: of what is shown, the ${first} bytes from ${before.toLocaleString('en')} on are not what was packed.`
    }
  }
  return { blob: out.store.blob(), members, remarks: remark === undefined ? [] : [remark] }
}

interface Output {
  store: PieceStore
  limit: number
}

async function unpackMember(
  window: ByteWindow,
  start: number,
  inflater: Inflater,
  { out, options }: { out: Output; options: UnpackOptions },
): Promise<{ end: number; fault?: string; isRight: boolean }> {
  const { signal, onProgress } = options
  const before = out.store.size
  let crc = 0
  let fault: string | undefined
  try {
    for (let at = start; !inflater.isDone;) {
      signal?.throwIfAborted()
      const bytes = await window.read(at, STEP)
      at += bytes.length
      for (const piece of inflater.push(bytes, at >= window.size)) {
        crc = crc32(piece, crc)
        keep(out, piece)
      }
      onProgress?.(at)
      if (at >= window.size && !inflater.isDone)
        return { end: at, fault: 'is cut off', isRight: false }
    }
  } catch (error) {
    if (!(error instanceof DeflateProblem)) throw error
    fault = `is damaged (${error.message})`
  }
  if (fault !== undefined) return { end: window.size, fault, isRight: false }
  const end = start + inflater.consumed
  const tail = await window.read(end, 8)
  if (tail.length < 8)
    return { end: window.size, fault: 'is cut off in its last bytes', isRight: false }
  const isRight =
    little(tail, 0, 4) === crc && little(tail, 4, 4) === (out.store.size - before) % 2 ** 32
  return { end: end + 8, isRight }
}

const STEP = 1 << 20

function keep(out: Output, piece: Uint8Array<ArrayBuffer>): void {
  if (out.store.size + piece.length > out.limit) {
    throw new ArchiveProblem(`It unpacks to more than ${out.limit.toLocaleString('en')} bytes.`)
  }
  out.store.add(piece)
}

/** Zeros are what tapes are filled up with. */
async function behindWords(blob: Blob, at: number): Promise<string | undefined> {
  const bytes = new Uint8Array(await blob.slice(at, at + STEP).arrayBuffer())
  if (bytes.every((byte) => byte === 0)) return undefined
  return `${(blob.size - at).toLocaleString('en')} bytes behind its end are not gzip data. They are not shown.`
}

interface Header {
  name: string | undefined
  comment: string | undefined
  modified: number | undefined
  system: string | undefined
  /** Where the packed content begins. */
  end: number
}

/** The longest name and comment that are looked for. Bytes. */
const LONGEST = 1 << 16

async function readHeader(window: ByteWindow, start: number): Promise<Header | undefined> {
  const bytes = await window.read(start, LONGEST * 3)
  const flags = bytes[3] ?? 0xff
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8)
    return undefined
  if (flags >= 0x20) return undefined
  let at = 10
  if (flags & 4) at += 2 + little(bytes, at, 2)
  const text = () => {
    const end = bytes.indexOf(0, at)
    if (end === -1) return undefined
    const raw = bytes.subarray(at, end)
    at = end + 1
    return decodeUtf8(raw) ?? decodeName(raw, 'windows-1252')
  }
  const name = flags & 8 ? text() : undefined
  const comment = flags & 16 ? text() : undefined
  if (flags & 2) at += 2
  const seconds = little(bytes, 4, 4)
  const system = SYSTEMS[bytes[9] ?? 255]
  const isWhole = at <= bytes.length && (!(flags & 8) || name !== undefined)
  const modified = seconds === 0 ? undefined : seconds * 1000
  return isWhole ? { name, comment, modified, system, end: start + at } : undefined
}

const SYSTEMS: Record<number, string> = {
  0: 'DOS or Windows',
  3: 'Unix',
  7: 'Macintosh',
  10: 'Windows',
  11: 'Windows',
}
