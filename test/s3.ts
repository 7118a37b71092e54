import { createHash, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, RequestListener } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
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
  /** Where an object is on the disk. */
  file(key: string): string
  stop(): Promise<void>
}

const BUCKET = 'binnacle-test'
const OBJECT = '._S3rver_object'

/**
 * s3rver, with what is not right in it put right: it takes whatever arrives for whole, writes into an object while others
 * read it, and knows neither checksums nor how an upload in parts is aborted.
 */
export async function startS3(): Promise<TestS3> {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-s3-'))
  const app = new S3rver({ silent: true, directory: folder, vhostBuckets: false })
  await app.store.putBucket(BUCKET)
  makeWhole(app.store)
  app.middleware.unshift(checkBody, abortUpload(folder))
  const server = createServer(app.callback())
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const root = join(folder, BUCKET)
  return {
    url,
    place: (prefix = `${randomUUID()}/`) => ({
      endpoint: url,
      region: 'eu-test-1',
      bucket: BUCKET,
      prefix,
      pathStyle: true,
      keys: { kind: 'fixed', accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
    }),
    keys: async (prefix) => {
      const names = await readdir(join(root, prefix), { recursive: true }).catch(() => [])
      return names.flatMap((name) => (name.endsWith(OBJECT) ? [name.slice(0, -OBJECT.length)] : []))
    },
    openUploads: async () => (await readdir(join(root, '._S3rver_uploads')).catch(() => [])).length,
    file: (key) => join(root, `${key}${OBJECT}`),
    stop: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => void server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

interface Context {
  req: IncomingMessage | Readable
  method: string
  query: Record<string, string>
  params: Record<string, string>
  status: number
  type: string
  body: unknown
  get(header: string): string
}

interface FileStore {
  putBucket(name: string): Promise<unknown>
  putContent(path: string, content: Readable): Promise<unknown>
  deleteObject(bucket: string, key: string): Promise<void>
  getResourcePath(bucket: string, key: string, resource: string): string
}

interface S3rverApp {
  store: FileStore
  middleware: ((context: Context, next: () => Promise<void>) => Promise<void>)[]
  callback(): RequestListener
}

const S3rver = createRequire(import.meta.url)('@20minutes/s3rver') as new (
  options: object,
) => S3rverApp

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

function refuse(context: Context, status: number, code: string): void {
  context.status = status
  context.type = 'application/xml'
  context.body = `<?xml version="1.0"?><Error><Code>${code}</Code><Message>As a test has it.</Message></Error>`
}
