import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Bucket } from '#server/store/s3/bucket.ts'
import type { BucketSettings } from '#server/store/s3/open-bucket.ts'
import { bodyOf } from '#server/store/s3/wire/body.ts'
import { fixedKeys } from '#server/store/s3/wire/keys.ts'
import type { Body } from '../bodies.ts'

/** An S3 server that is not ours, as a process of its own. */
export interface S3 {
  /** The settings of a server that keeps its contents there, below a prefix of its own. */
  env(prefix: string): Record<string, string>
  /** Stores the bytes under a key by the server's own client, those of more than a piece in parts. */
  put(key: string, body: Body): Promise<void>
  /** Reads them, and throws them away as they come. */
  get(key: string): Promise<void>
  remove(key: string): Promise<void>
  stop(): Promise<void>
}

/** As the server cuts what it sends. */
const PIECE = 8 * 1024 ** 2

export async function startS3Server(): Promise<S3> {
  const script = fileURLToPath(new URL('./s3-server.ts', import.meta.url))
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  const { keys, ...place } = JSON.parse(line) as BucketSettings
  if (keys.kind !== 'fixed') throw new Error('The S3 server of a measurement has fixed keys.')
  const { endpoint, region, pathStyle, prefix } = place
  const bucket = new Bucket({ ...place, prefix: `${prefix}straight/` }, fixedKeys(keys))
  return {
    env: (own) => ({
      BINNACLE_CONTENT: `s3://${place.bucket}/${prefix}${own}`,
      BINNACLE_S3_ENDPOINT: endpoint,
      BINNACLE_S3_REGION: region,
      BINNACLE_S3_PATH_STYLE: pathStyle ? '1' : '0',
      AWS_ACCESS_KEY_ID: keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    }),
    put: (key, body) => put(bucket, key, body),
    get: async (key) => {
      const got = await bucket.get(key)
      if (!got) throw new Error('The S3 server has lost an object.')
      for await (const _ of got.body);
    },
    remove: (key) => bucket.remove(key),
    stop: async () => {
      bucket.close()
      const gone = once(child, 'exit')
      child.kill()
      await gone
    },
  }
}

async function put(bucket: Bucket, key: string, { length, chunks }: Body): Promise<void> {
  if (length <= PIECE) return bucket.put(key, bodyOf(Buffer.concat([...chunks()])))
  const id = await bucket.begin(key, 'bench')
  const etags: string[] = []
  for (const piece of pieces(chunks()))
    etags.push(await bucket.part(key, id, etags.length + 1, bodyOf(piece)))
  await bucket.complete(key, id, etags, { size: length, mark: 'bench' })
}

function* pieces(chunks: Iterable<Uint8Array>): Iterable<Buffer<ArrayBuffer>> {
  let gathered: Uint8Array[] = []
  let bytes = 0
  for (const chunk of chunks) {
    gathered.push(chunk)
    bytes += chunk.byteLength
    if (bytes < PIECE) continue
    yield Buffer.concat(gathered)
    gathered = []
    bytes = 0
  }
  if (bytes > 0) yield Buffer.concat(gathered)
}
