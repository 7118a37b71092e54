import { createHash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import S3rver from '@20minutes/s3rver'
import { AwsClient } from 'aws4fetch'
import type { BucketSettings } from '#server/store/s3/open-bucket.ts'

/** For tests: an S3 server that is not ours, in this process, with what is in it. */
export interface TestS3 {
  url: string
  /** The bucket below a prefix of its own. */
  place(prefix?: string): BucketSettings
  /** The keys of all objects below a prefix. */
  keys(prefix: string): Promise<string[]>
  /** Uploads in parts that were neither completed nor aborted. */
  openUploads(): Promise<number>
  /** Puts these bytes in the place of an object, or takes it away. */
  replace(key: string, bytes: Uint8Array | undefined): Promise<void>
  /** Whether it knows `If-None-Match: *`. A test may take that from s3rver, and from no other. */
  knowsConditions: boolean
  stop(): Promise<void>
}

const BUCKET = 'binnacle-test'

/**
 * The server that is given by hand, see docs/decisions/0049-s3-by-a-small-client.md, or s3rver in this process.
 */
export async function startS3(): Promise<TestS3> {
  const given = process.env['BINNACLE_TEST_S3']
  if (given === undefined || given === '') return startS3rver()
  const place = JSON.parse(given) as Omit<BucketSettings, 'prefix'>
  const bucket = `${place.endpoint}/${place.bucket}`
  await clientOf(place).fetch(bucket, { method: 'PUT' })
  // The second of the same name.
  const probe = { method: 'PUT', headers: { 'if-none-match': '*' }, body: 'x' }
  const name = randomUUID()
  await clientOf(place).fetch(`${bucket}/${name}`, probe)
  const again = await clientOf(place).fetch(`${bucket}/${name}`, probe)
  return {
    ...accessTo(place),
    url: place.endpoint,
    knowsConditions: again.status === 412,
    openUploads: async () => {
      const answer = await clientOf(place).fetch(`${bucket}?uploads=`)
      return (await answer.text()).split('<UploadId>').length - 1
    },
    stop: async () => undefined,
  }
}

function clientOf({ keys, region }: Omit<BucketSettings, 'prefix'>): AwsClient {
  if (keys.kind !== 'fixed') throw new Error('Tests have keys of their own.')
  return new AwsClient({ ...keys, region, service: 's3' })
}

/** What a test does to a bucket behind the store's back. */
function accessTo(
  place: Omit<BucketSettings, 'prefix'>,
): Pick<TestS3, 'place' | 'keys' | 'replace'> {
  const client = clientOf(place)
  const base = `${place.endpoint}/${place.bucket}`
  const expectDone = async (answer: Response) => {
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The bucket answered ${answer.status}: ${text}`)
    return text
  }
  return {
    place: (prefix = `${randomUUID()}/`) => ({ ...place, prefix }),
    keys: async (prefix) => {
      const query = `list-type=2&prefix=${encodeURIComponent(prefix)}`
      const text = await expectDone(await client.fetch(`${base}?${query}`))
      return Array.from(text.matchAll(/<Key>([^<]*)<\/Key>/g), ([, key = '']) =>
        key.slice(prefix.length),
      )
    },
    replace: async (key, bytes) => {
      const init = bytes ? { method: 'PUT', body: Uint8Array.from(bytes) } : { method: 'DELETE' }
      const hash = createHash('sha256')
        .update(bytes ?? '')
        .digest('hex')
      const headers = { 'x-amz-content-sha256': hash }
      await expectDone(await client.fetch(`${base}/${key}`, { ...init, headers }))
    },
  }
}

/**
 * s3rver, with what is not right in it put right: it takes whatever arrives for whole, writes into an object while others
 * read it, and knows neither checksums, nor conditions of a write, nor how an upload in parts is aborted.
 */
async function startS3rver(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-s3-'))
  const app = new S3rver({ silent: true, directory: folder, vhostBuckets: false })
  await app.store.putBucket(BUCKET)
  makeWhole(app.store)
  app.middleware.unshift(
    checkBody,
    abortUpload(folder),
    putNew(app.store, () => s3.knowsConditions),
  )
  const server = createServer(app.callback())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = join(folder, BUCKET)
  const s3: TestS3 = {
    url,
    knowsConditions: true,
    ...accessTo({
      endpoint: url,
      region: 'eu-test-1',
      bucket: BUCKET,
      pathStyle: true,
      keys: { kind: 'fixed', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    }),
    openUploads: async () => (await readdir(join(root, '._S3rver_uploads')).catch(() => [])).length,
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return s3
}

type FileStore = InstanceType<typeof S3rver>['store']
type Context = Parameters<InstanceType<typeof S3rver>['middleware'][number]>[0]

/** An object is there when all of it is, and a folder stays when its last object goes: others may be about to write there. */
function makeWhole(store: FileStore): void {
  const put = store.putContent.bind(store)
  store.putContent = async (path, content) => {
    const half = `${path}.${randomUUID()}`
    await mkdir(dirname(path), { recursive: true })
    const result = await put(half, content)
    await rename(half, path)
    return result
  }
  store.deleteObject = async (bucket, key) => {
    for (const resource of ['object', 'object.md5', 'metadata.json'])
      await rm(store.getResourcePath(bucket, key, resource), { force: true })
  }
}

async function checkBody(context: Context, next: () => Promise<void>): Promise<void> {
  if (context.method !== 'PUT' && context.method !== 'POST') return next()
  const body = await buffer(context.req)
  const hash = (kind: string) => createHash(kind).update(body)
  if (hash('sha256').digest('hex') !== context.get('x-amz-content-sha256'))
    return refuse(context, 400, 'XAmzContentSHA256Mismatch')
  const md5 = context.get('content-md5')
  if (md5 !== '' && hash('md5').digest('base64') !== md5) return refuse(context, 400, 'BadDigest')
  const { headers } = context.req as IncomingMessage
  context.req = Object.assign(Readable.from(body.length > 0 ? [body] : []), { headers })
  return next()
}

function abortUpload(folder: string) {
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    const { uploadId } = context.query
    if (uploadId === undefined) return next()
    const path = join(folder, BUCKET, '._S3rver_uploads', uploadId)
    const isThere = (await readdir(path).catch(() => undefined)) !== undefined
    if (!isThere) return refuse(context, 404, 'NoSuchUpload')
    if (context.method !== 'DELETE') return next()
    await rm(path, { recursive: true, force: true })
    context.status = 204
  }
}

/** One such write at a time, so that of two one is the first. */
function putNew(store: FileStore, isKnown: () => boolean) {
  let before: Promise<unknown> = Promise.resolve()
  return async (context: Context, next: () => Promise<void>): Promise<void> => {
    if (context.get('if-none-match') === '' || context.method !== 'PUT' || !isKnown()) return next()
    const path = store.getResourcePath(BUCKET, context.path.slice(BUCKET.length + 2), 'object')
    const turn = before
    const { promise, resolve } = Promise.withResolvers<void>()
    before = promise
    try {
      await turn
      if (existsSync(path)) return refuse(context, 412, 'PreconditionFailed')
      return await next()
    } finally {
      resolve()
    }
  }
}

function refuse(context: Context, status: number, code: string): void {
  context.status = status
  context.type = 'application/xml'
  context.body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>As a test has it.</Message></Error>`
}
