import type { Readable } from 'node:stream'
import { BinaryScanner } from '#fhir/json/binary-scanner.ts'
import { isFhirJson } from '#fhir/media-type.ts'
import { isRecord } from '#lib/is-record.ts'
import type { ContentStore, StagedContent } from '#server/store/contents.ts'
import { BodyError } from './body-error.ts'
import { readingBody, SMALL } from './read-body.ts'

export type BinaryBody =
  | {
      kind: 'json'
      /** Without `data`. */
      resource: Record<string, unknown>
      /** Absent when there was no `data`; `""` is content of no bytes. */
      content?: StagedContent
      /** Bytes of content. */
      size: number
    }
  | { kind: 'raw'; content: StagedContent; size: number }

export interface BodyOptions {
  /** One of the JSON types is read as a resource, any other is the content itself. */
  contentType: string | undefined
  contents: ContentStore
  /** Whose content it will be. */
  organizationId: string
  /** Of content, that is after base64. */
  maxBytes: number
  /** Of a resource beside its `data`. */
  maxJsonBytes: number
  /** Awaited before each piece of JSON beside `data` that is a large one. */
  turn: () => Promise<void>
  /** Aborting ends the reading. */
  signal?: AbortSignal | undefined
}

/**
 * Reads the body of a create or update in bounded memory; its content goes to the store as it arrives. On success
 * the content is the caller's, to keep or to drop. On failure nothing is left in the store, and the rest of the body is
 * discarded in the background, so that the caller need only answer.
 * @throws BodyError; the signal's reason; what the store throws
 */
export function readBinaryBody(stream: Readable, options: BodyOptions): Promise<BinaryBody> {
  return readingBody(stream, options.signal, (chunks) =>
    isFhirJson(options.contentType) ? readJson(chunks, options) : readRaw(chunks, options),
  )
}

/**
 * Refuses what is too large before a byte of it is read, or even sent.
 * @param contentLength as the request tells it
 * @throws BodyError
 */
export function refuseTooLarge(
  contentLength: string | undefined,
  limits: Pick<BodyOptions, 'contentType' | 'maxBytes' | 'maxJsonBytes'>,
): void {
  const { contentType, maxBytes } = limits
  const most = isFhirJson(contentType) ? longestJson(limits) : maxBytes
  if (Number(contentLength ?? 0) > most) throw tooLarge(maxBytes)
}

async function readJson(chunks: Chunks, options: BodyOptions): Promise<BinaryBody> {
  const { maxJsonBytes, turn } = options
  const scanner = new BinaryScanner({ maxJsonBytes, maxValues: maxJsonBytes / 8 })
  const received = new ReceivedContent(options)
  let left = longestJson(options)
  let isJson = true
  let json = 0
  try {
    for await (const chunk of chunks) {
      // White space in base64 adds no content, and has to be limited too.
      left -= chunk.length
      if (left < 0) throw tooLarge(options.maxBytes)
      for (let at = 0; at < chunk.length;) {
        const slice = chunk.subarray(at, at + (isJson ? JSON_SLICE : SLICE))
        at += slice.length
        if (isJson) json += slice.length
        if (isJson && json > SMALL) await turn()
        const bytes = scanner.push(slice)
        isJson = bytes.length === 0
        if (bytes.length > 0) await received.write(bytes)
      }
    }
    if (json > SMALL) await turn()
    const { value, hasData } = scanner.end()
    if (!isRecord(value)) {
      throw new BodyError('not-an-object', 'The body must be a resource, which is a JSON object.')
    }
    if (!hasData) return { kind: 'json', resource: value, size: 0 }
    return { kind: 'json', resource: value, ...(await received.end()) }
  } catch (error) {
    await received.drop()
    throw error
  }
}

async function readRaw(chunks: Chunks, options: BodyOptions): Promise<BinaryBody> {
  const received = new ReceivedContent(options)
  try {
    for await (const chunk of chunks) await received.write(chunk)
    return { kind: 'raw', ...(await received.end()) }
  } catch (error) {
    await received.drop()
    throw error
  }
}

/** Content on its way into the store, which is asked for a place with the first byte. */
class ReceivedContent {
  readonly #options: BodyOptions
  #content: StagedContent | undefined
  #size = 0

  constructor(options: BodyOptions) {
    this.#options = options
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#size += bytes.length
    const { maxBytes } = this.#options
    if (this.#size > maxBytes) throw tooLarge(maxBytes)
    const content = await this.#stage()
    await content.write(bytes)
  }

  async end(): Promise<{ content: StagedContent; size: number }> {
    return { content: await this.#stage(), size: this.#size }
  }

  async drop(): Promise<void> {
    await this.#content?.drop()
  }

  async #stage(): Promise<StagedContent> {
    const { contents, organizationId } = this.#options
    return (this.#content ??= await contents.stage(organizationId))
  }
}

type Chunks = AsyncIterable<Uint8Array>

/** Bounds what one chunk decodes to, should the stream deliver a large one. */
const SLICE = 1 << 18
/** The same of JSON beside data, which is gone through byte by byte. */
const JSON_SLICE = 1 << 14

/**
 * The longest body that content of `maxBytes` may reasonably need: base64, an eighth more for the escapes that some
 * encoders write (`\/`, `\r\n` after each 76 characters), and the JSON beside it.
 */
function longestJson({
  maxBytes,
  maxJsonBytes,
}: Pick<BodyOptions, 'maxBytes' | 'maxJsonBytes'>): number {
  return Math.ceil(maxBytes / 3) * 4 * 1.125 + maxJsonBytes
}

function tooLarge(maxBytes: number): BodyError {
  return new BodyError('too-large', `The content is larger than the ${maxBytes} bytes allowed.`)
}
