import type { Readable } from 'node:stream'
import { parseJson } from '#fhir/json/parse-json.ts'
import { BodyError } from './body-error.ts'
import { readingBody } from './read-body.ts'

/**
 * A body that fits into memory: a patch, a search form.
 * @param limit bytes
 * @throws BodyError `too-large` or `client-gone`
 */
export function readSmallBody(stream: Readable, limit: number): Promise<Buffer> {
  return readingBody(stream, undefined, (chunks) => gather(chunks, limit))
}

/**
 * The value of a small JSON body, as `JSON.parse` builds it.
 * @param limit bytes
 * @throws BodyError
 */
export function readSmallJson(stream: Readable, limit: number): Promise<unknown> {
  return readingBody(stream, undefined, async (chunks) => parseJson(await gather(chunks, limit)))
}

async function gather(chunks: AsyncIterable<Uint8Array>, limit: number): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.length
    if (size > limit) {
      throw new BodyError('too-large', `The body is larger than the ${limit} bytes allowed here.`)
    }
    parts.push(chunk)
  }
  return Buffer.concat(parts, size)
}
