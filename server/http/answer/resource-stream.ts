import { Readable } from 'node:stream'
import type { BundleEntry } from '#fhir/types.ts'
import { writePieces } from '#lib/json/write-pieces.ts'
import type { PageBundle, PageEntry } from '#server/binaries/bundle.ts'
import type { ContentStore, OpenContent } from '#server/store/contents.ts'
import { ContentDamaged, StoreCorrupt } from '#server/store/errors.ts'

/** An answer whose length is known although it is never completely in memory. */
export interface StreamedBody {
  /** Bytes, for Content-Length. */
  length: number
  /** Once. Destroying the stream closes the file that is being read. */
  stream(): Readable
  /** For who does not stream it after all. */
  close(): Promise<void>
}

/**
 * A Binary's JSON with its content as `data`. Content of no bytes has no `data`, since FHIR's JSON knows no empty
 * strings (https://hl7.org/fhir/R4/json.html#primitive); the size beside it says 0.
 * @param resource its JSON, without `data`, in pieces
 * @param content open, for this answer alone
 */
export function binaryJsonBody(
  resource: readonly string[],
  content: { size: number; opened: OpenContent } | undefined,
): StreamedBody {
  const close = async () => content?.opened.close()
  const parts = withData(resource, content?.size, () => base64Of(content?.opened))
  const size = content?.size ?? 0
  const texts = parts.reduce<number>(
    (sum, part) => sum + (typeof part === 'string' ? Buffer.byteLength(part) : 0),
    0,
  )
  return {
    length: texts + Math.ceil(size / 3) * 4,
    stream: () => streamUntil(bytesOf(parts), close),
    close,
  }
}

/**
 * What is produced as a stream.
 * @param close also called where the stream is broken off before anything was asked of it: a file may be open
 */
export function streamUntil(
  bytes: AsyncGenerator<Uint8Array>,
  close: () => Promise<unknown>,
): Readable {
  const stream = Readable.from(bytes, { objectMode: false })
  stream.once('close', () => void close().catch(() => undefined))
  return stream
}

export interface EntryContents {
  contents: ContentStore
  /** Awaited between chunks, so that others are answered. */
  turn: () => Promise<void>
  /** Told of each content once it is whole on its way: its bytes. */
  sending: (bytes: number) => void
  /** What an entry is whose content can't be handed out. */
  instead: (entry: BundleEntry, damaged: ContentDamaged) => BundleEntry
}

/**
 * A Bundle's JSON whose entries' resources carry their content: one entry in memory and one file open at a time, and no
 * entry is made before the one in front of it has been taken. Between chunks others are answered, and where entries are
 * large, between the reading and the writing of one. Each content is checked
 * before its entry begins, so that a damaged one costs its own entry alone.
 */
export async function* bundleJson(
  { head, heaviest, entries }: PageBundle,
  entryContents: EntryContents,
): AsyncGenerator<Buffer> {
  let text = ''
  const empty = JSON.stringify(head)
  let before = `${openObject(empty)}"entry":[`
  for await (const entry of entries) {
    const isLong = heaviest >= WORTH_A_CHUNK
    if (isLong) await entryContents.turn()
    const { parts, sent, close } = await entryParts(entry, entryContents, isLong)
    try {
      text += before
      before = ','
      for (const part of parts) {
        if (typeof part === 'string') text += part
        if (typeof part === 'string' && text.length < WORTH_A_CHUNK) continue
        yield Buffer.from(text)
        text = ''
        if (typeof part !== 'string') yield* part()
        await entryContents.turn()
      }
    } finally {
      await close()
    }
    if (sent > 0) entryContents.sending(sent)
  }
  // R4's JSON knows no empty lists.
  yield Buffer.from(text + (before === ',' ? ']}' : empty))
}

/**
 * JSON that may be long, as what an earlier release has stored.
 * @param turn awaited between two pieces
 */
export async function inPieces(value: object, turn: () => Promise<void>): Promise<string[]> {
  const pieces: string[] = []
  for (const piece of writePieces(value)) {
    if (pieces.length > 0) await turn()
    pieces.push(piece)
  }
  return pieces
}

interface EntryParts {
  parts: Part[]
  /** Bytes of content. */
  sent: number
  close: () => Promise<void>
}

async function entryParts(
  { entry, content }: PageEntry,
  { contents, instead, turn }: EntryContents,
  isLong: boolean,
): Promise<EntryParts> {
  const { resource, ...others } = entry
  const alone = { sent: 0, close: async () => undefined }
  const textOf = (value: object) => (isLong ? inPieces(value, turn) : [JSON.stringify(value)])
  if (!resource || !content) return { parts: await textOf(entry), ...alone }
  try {
    const opened = await contents.open(content, { ahead: true })
    const data = withData(await textOf(resource), content.size, () => base64Of(opened))
    const parts = [`${openObject(JSON.stringify(others))}"resource":`, ...data, '}']
    return { parts, sent: content.size, close: () => opened.close() }
  } catch (error) {
    if (!(error instanceof ContentDamaged)) throw error
    return { parts: [JSON.stringify(instead(entry, error))], ...alone }
  }
}

/** Text as it is, or what is produced when its turn has come. */
type Part = string | (() => AsyncGenerator<Buffer>)

/**
 * @param resource its JSON, in pieces
 * @param size bytes of the content, if there is one
 */
function withData(
  resource: readonly string[],
  size: number | undefined,
  data: () => AsyncGenerator<Buffer>,
): Part[] {
  if (size === undefined || size === 0) return [...resource]
  const last = openObject(resource.at(-1) ?? '')
  return [...resource.slice(0, -1), `${last}"data":"`, data, '"}']
}

/** An object's JSON, ready for one more member. */
function openObject(json: string): string {
  const text = json.slice(0, -1)
  return text === '{' ? text : `${text},`
}

async function* bytesOf(parts: readonly Part[]): AsyncGenerator<Buffer> {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      if (text.length < WORTH_A_CHUNK) continue
    }
    if (text !== '') yield Buffer.from(text)
    text = ''
    if (typeof part !== 'string') yield* part()
  }
  if (text !== '') yield Buffer.from(text)
}

/** Encodes whole groups of three bytes, so that there is padding only at the end. */
async function* base64Of(content: OpenContent | undefined): AsyncGenerator<Buffer> {
  if (!content) throw new StoreCorrupt('There is no content to be read.')
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of content.bytes()) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % 3)
    // Copied, since the store may use the chunk's memory again.
    rest = Uint8Array.prototype.slice.call(bytes, whole)
    for (let at = 0; at < whole; at += PIECE) {
      yield encode(bytes.subarray(at, Math.min(at + PIECE, whole)))
    }
  }
  if (rest.length > 0) yield encode(rest)
}

function encode(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.toBase64(), 'latin1')
}

/** Bytes encoded at a time, a multiple of three: 64 KiB of text. */
const PIECE = 3 << 14

/** Characters: below this, the texts between contents are gathered into one chunk. */
const WORTH_A_CHUNK = 1 << 16
