import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import type { PageBundle } from '#server/binaries/bundle.ts'
import type { ContentRef, ContentStore } from '#server/store/contents.ts'
import { StoreCorrupt } from '#server/store/errors.ts'

/** An answer whose length is known although it is never completely in memory. */
export interface StreamedBody {
  /** Bytes, for Content-Length. */
  length: number
  /** Each call starts from the beginning. Destroying the stream closes the file that is being read. */
  stream(): Readable
}

type Content = Pick<ContentRef, 'sha256' | 'size'>

/**
 * A Binary's JSON with its content as `data`. Content of no bytes has no `data`, since FHIR's JSON knows no empty
 * strings (https://hl7.org/fhir/R4/json.html#primitive); the size beside it says 0.
 * @param resource without `data`
 */
export function binaryJsonBody(
  resource: object,
  content: Content | undefined,
  contents: ContentStore,
): StreamedBody {
  return streamedBody(withData(resource, content), contents)
}

/**
 * A Bundle's JSON whose entries' resources carry their content: one entry in memory and one file open at a time, and no
 * entry is made before the one in front of it has been taken. Between chunks others are answered.
 * @param sending told of each content once it is whole on its way: its bytes
 */
export async function* bundleJson(
  { head, entries }: PageBundle,
  contents: ContentStore,
  sending: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  let text = ''
  let before = `${openObject(head)}"entry":[`
  for await (const { entry, content } of entries) {
    const { resource, ...others } = entry
    const parts: Part[] =
      resource && content
        ? [`${openObject(others)}"resource":`, ...withData(resource, content), '}']
        : [JSON.stringify(entry)]
    text += before
    before = ','
    for (const part of parts) {
      if (typeof part === 'string') text += part
      if (typeof part === 'string' && text.length < WORTH_A_CHUNK) continue
      yield Buffer.from(text)
      text = ''
      if (typeof part !== 'string') yield* base64Of(part, contents)
      await setImmediate()
    }
    if (content) sending(content.size)
  }
  // R4's JSON knows no empty lists.
  yield Buffer.from(text + (before === ',' ? ']}' : JSON.stringify(head)))
}

/** Text as it is, or content to be sent as base64. */
type Part = string | Content

function withData(resource: object, content: Content | undefined): Part[] {
  if (!content || content.size === 0) return [JSON.stringify(resource)]
  return [`${openObject(resource)}"data":"`, content, '"}']
}

/** The object's JSON, ready for one more member. */
function openObject(value: object): string {
  const text = JSON.stringify(value).slice(0, -1)
  return text === '{' ? text : `${text},`
}

function streamedBody(parts: Part[], contents: ContentStore): StreamedBody {
  let length = 0
  for (const part of parts) {
    length += typeof part === 'string' ? Buffer.byteLength(part) : Math.ceil(part.size / 3) * 4
  }
  return {
    length,
    stream: () => Readable.from(bytesOf(parts, contents), { objectMode: false }),
  }
}

async function* bytesOf(parts: Part[], contents: ContentStore): AsyncGenerator<Buffer> {
  let text = ''
  for (const part of parts) {
    if (typeof part === 'string') {
      text += part
      if (text.length < WORTH_A_CHUNK) continue
    }
    if (text !== '') yield Buffer.from(text)
    text = ''
    if (typeof part !== 'string') yield* base64Of(part, contents)
  }
  if (text !== '') yield Buffer.from(text)
}

/** Encodes whole groups of three bytes, so that there is padding only at the end. */
async function* base64Of(content: Content, contents: ContentStore): AsyncGenerator<Buffer> {
  let left = content.size
  let rest: Uint8Array = new Uint8Array(0)
  for await (const chunk of contents.read(content.sha256)) {
    left -= chunk.length
    if (left < 0) break
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
    const whole = bytes.length - (bytes.length % 3)
    // Copied, since the store may use the chunk's memory again.
    rest = Uint8Array.prototype.slice.call(bytes, whole)
    for (let at = 0; at < whole; at += PIECE) {
      yield encode(bytes.subarray(at, Math.min(at + PIECE, whole)))
    }
  }
  if (left !== 0) {
    throw new StoreCorrupt(
      `Content ${content.sha256} is not the ${content.size} bytes it should be.`,
    )
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
