import { once } from 'node:events'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo, Server } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Bucket } from '#server/store/s3/bucket.ts'
import { openBucket } from '#server/store/s3/open-bucket.ts'
import type { BucketSettings } from '#server/store/s3/open-bucket.ts'

/** @returns its address, once it listens */
export async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** A server that answers as no object store should, for the time of a test. */
export async function oddBucketSettings(answer: RequestListener): Promise<BucketSettings> {
  const server = createServer(answer)
  const endpoint = await listening(server)
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const keys = { kind: 'fixed', accessKeyId: 'A', secretAccessKey: 'a-secret' } as const
  return { endpoint, region: 'here', bucket: 'a-bucket', pathStyle: true, prefix: '', keys }
}

export async function oddBucket(answer: RequestListener): Promise<Bucket> {
  const bucket = openBucket(await oddBucketSettings(answer))
  onTestFinished(() => bucket.close())
  return bucket
}
