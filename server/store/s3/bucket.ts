import { elements, Refused } from './wire/answers.ts'
import { bodyOf } from './wire/body.ts'
import type { Body } from './wire/body.ts'
import { S3Client } from './wire/client.ts'
import type { BucketPlace, S3Request } from './wire/client.ts'
import { WireError } from './wire/exchange.ts'
import type { Answer } from './wire/exchange.ts'
import type { KeySource } from './wire/keys.ts'

/**
 * One bucket, below one prefix, with what is asked of it: the operations that all servers of this protocol share
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html), and no listing.
 * Each is tried again where the way fails, and may rightly be. All throw Refused and WireError.
 */
export class Bucket {
  readonly #client: S3Client
  readonly #name: string
  readonly #prefix: string

  /** @param place.prefix '' or ends with a slash */
  constructor({ prefix, ...place }: BucketPlace & { prefix: string }, keys: KeySource) {
    this.#client = new S3Client(place, keys)
    this.#name = place.bucket
    this.#prefix = prefix
  }

  /** Whole, in the place of what was there. */
  async put(key: string, body: Body): Promise<void> {
    await this.#ask('PUT', key, { body })
  }

  /**
   * @param range bytes from there up to, not including, `to`, inside the object; the whole by default
   * @returns the body, which has to be read or destroyed; `undefined` where there is no such object
   */
  async get(
    key: string,
    range?: { from: number; to: number },
    attempts?: number,
  ): Promise<Got | undefined> {
    const answer = await this.#open('GET', key, {
      ...(attempts !== undefined && { attempts }),
      headers: range ? { range: `bytes=${range.from}-${range.to - 1}` } : {},
    })
    if (!answer) return undefined
    const [, first] = /^bytes (\d+)-/.exec(answer.headers['content-range'] ?? '') ?? []
    if (Number(first ?? 0) !== (range?.from ?? 0)) {
      answer.destroy()
      throw new WireError('The object store answered with other bytes than were asked for.')
    }
    return { ...toldOf(answer), body: answer }
  }

  /** @returns `undefined` where there is no such object */
  async head(key: string): Promise<Told | undefined> {
    const answer = await this.#open('HEAD', key, {})
    answer?.resume()
    return answer && toldOf(answer)
  }

  /** Also where there is none. @param onDoubt as `S3Request` has it */
  async remove(key: string, onDoubt?: () => void): Promise<void> {
    const answer = await this.#open('DELETE', key, { ...(onDoubt && { onDoubt }) })
    answer?.resume()
  }

  /** Many at once, also those that are not there. */
  async removeAll(keys: readonly string[]): Promise<void> {
    for (let from = 0; from < keys.length; from += REMOVED_AT_ONCE) {
      const objects = keys
        .slice(from, from + REMOVED_AT_ONCE)
        .map((key) => `<Object><Key>${escaped(this.#prefix + key)}</Key></Object>`)
      const text = Buffer.from(
        `<Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Quiet>true</Quiet>${objects.join('')}</Delete>`,
      )
      await this.#client.askText({
        method: 'POST',
        key: '',
        query: { delete: '' },
        body: bodyOf(text),
      })
    }
  }

  /** Begins an object that is put together of parts. @param mark tells it from others of this key @returns its id */
  async begin(key: string, mark: string): Promise<string> {
    const text = await this.#ask('POST', key, {
      query: { uploads: '' },
      headers: { [MARK]: mark },
    })
    const [id] = elements(text, 'UploadId')
    if (id === undefined || id === '') throw new WireError('The object store named no upload.')
    return id
  }

  /** @param number from 1 to 10,000 @returns what `complete` has to name it by */
  async part(key: string, id: string, number: number, body: Body): Promise<string> {
    const answer = await this.#client.ask({
      method: 'PUT',
      key: this.#prefix + key,
      query: { partNumber: String(number), uploadId: id },
      body,
    })
    answer.resume()
    const { etag } = answer.headers
    if (etag === undefined) throw new WireError('The object store named no part.')
    return etag
  }

  /** Makes a part of another object, without its bytes coming here. */
  async copyPart(key: string, id: string, number: number, source: string): Promise<string> {
    const text = await this.#ask('PUT', key, {
      query: { partNumber: String(number), uploadId: id },
      headers: { 'x-amz-copy-source': `/${this.#name}/${this.#prefix}${source}` },
      patience: LONG,
    })
    const [etag] = elements(text, 'ETag')
    if (etag === undefined) throw new WireError('The object store named no part.')
    return etag
  }

  /** @param expected by which an object that is there already is known to be this one: the answer before may have been lost */
  async complete(
    key: string,
    id: string,
    etags: readonly string[],
    expected: { size: number; mark: string },
  ): Promise<void> {
    const parts = etags.map(
      (etag, index) =>
        `<Part><PartNumber>${index + 1}</PartNumber><ETag>${escaped(etag)}</ETag></Part>`,
    )
    const text = Buffer.from(
      `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join('')}</CompleteMultipartUpload>`,
    )
    try {
      await this.#ask('POST', key, { query: { uploadId: id }, body: bodyOf(text), patience: LONG })
    } catch (error) {
      const isDoubtful =
        error instanceof WireError || (error instanceof Refused && error.kind !== 'refused')
      const there = isDoubtful ? await this.head(key).catch(() => undefined) : undefined
      if (there?.size !== expected.size || there.mark !== expected.mark) throw error
    }
  }

  /** Removes the parts of an object that was not completed. Also where there are none. */
  async abort(key: string, id: string): Promise<void> {
    const answer = await this.#open('DELETE', key, { query: { uploadId: id } })
    answer?.resume()
  }

  close(): void {
    this.#client.close()
  }

  /** @returns `undefined` where there is no such object, or upload */
  async #open(
    method: S3Request['method'],
    key: string,
    more: Omit<S3Request, 'method' | 'key'>,
  ): Promise<Answer | undefined> {
    try {
      return await this.#client.ask({ method, key: this.#prefix + key, ...more })
    } catch (error) {
      const { kind } = error instanceof Refused ? error : { kind: undefined }
      if (kind === 'no-object' || kind === 'no-upload') return undefined
      throw error
    }
  }

  #ask(
    method: S3Request['method'],
    key: string,
    more: Omit<S3Request, 'method' | 'key'>,
  ): Promise<string> {
    return this.#client.askText({ method, key: this.#prefix + key, ...more })
  }
}

/** What an answer says of an object. */
export interface Told {
  /** Bytes of the whole. */
  size: number
  /** What `begin` was given. */
  mark: string | undefined
}

export interface Got extends Told {
  body: Answer
}

/** @throws WireError where the size is not told: that says nothing of what is stored */
function toldOf(answer: Answer): Told {
  const { headers } = answer
  const range = headers['content-range']
  const whole = range === undefined ? headers['content-length'] : /\/(\d+)$/.exec(range)?.[1]
  if (whole === undefined) {
    answer.destroy()
    throw new WireError('The object store did not tell how long an object is.')
  }
  const mark = headers[MARK]
  return {
    size: Number(whole),
    mark: typeof mark === 'string' ? mark : undefined,
  }
}

/** Objects that one request removes, at most 1,000. */
const REMOVED_AT_ONCE = 500
/** The header that keeps a mark with an object. */
const MARK = 'x-amz-meta-mark'
/** Milliseconds: what the store does by itself with many bytes may take long, without a byte on the way. */
const LONG = 45_000

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
