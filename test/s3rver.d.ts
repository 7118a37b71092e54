/** What tests use of the package, which has no types of its own. */
declare module '@20minutes/s3rver' {
  import type { IncomingMessage, RequestListener } from 'node:http'
  import type { Readable } from 'node:stream'

  export default class S3rver {
    constructor(options: { silent: boolean; directory: string; vhostBuckets: boolean })
    readonly store: {
      putBucket(name: string): Promise<unknown>
      putContent(path: string, content: Readable): Promise<unknown>
      deleteObject(bucket: string, key: string): Promise<void>
      getResourcePath(bucket: string, key: string, resource: string): string
    }
    readonly middleware: ((
      context: {
        req: IncomingMessage | Readable
        readonly method: string
        readonly path: string
        readonly query: Readonly<Record<string, string>>
        status: number
        type: string
        body: unknown
        get(header: string): string
      },
      next: () => Promise<void>,
    ) => Promise<void>)[]
    callback(): RequestListener
  }
}
