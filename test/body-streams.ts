import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type IncomingMessage, request, type RequestOptions } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer, text } from 'node:stream/consumers'
import type { ContentName, ContentRef, ContentStore } from '#server/store/contents.ts'
import { contentPath } from '#server/store/folder/content-files.ts'
import { openUnlockedStore } from '#server/store/open-store.ts'

/** For tests: a content store of its own in a temporary folder. */
export interface TestContents {
  contents: ContentStore
  /** Names of what is half-written. */
  leftovers(): Promise<string[]>
  put(bytes: Uint8Array): Promise<ContentRef>
  path(content: ContentName): string
  remove(): Promise<void>
}

/** The organization whose contents they are. */
export const TEST_OWNER = 'o'

export async function testContents(): Promise<TestContents> {
  const root = await mkdtemp(join(tmpdir(), 'binnacle-content-'))
  const store = await openUnlockedStore(root, { alone: true })
  const { contents } = store
  await store.organizations.add({ id: TEST_OWNER, slug: 'o-slug', name: 'O' })
  return {
    contents,
    leftovers: () => readdir(join(root, 'contents', 'tmp')),
    put: async (bytes) => {
      const staged = await contents.stage(TEST_OWNER)
      await staged.write(bytes)
      return staged.keep()
    },
    path: (content) => contentPath(root, content),
    remove: async () => {
      await store.close()
      await rm(root, { recursive: true })
    },
  }
}

/** For tests: a server that answers each request with what `answer` makes of it, as JSON. */
export async function testServer(
  answer: (request: IncomingMessage) => Promise<{ status: number; body: unknown }>,
): Promise<{ port: number; close(): Promise<void> }> {
  const server = createServer((incoming, outgoing) => {
    void answer(incoming).then(({ status, body }) => {
      outgoing.writeHead(status, { 'content-type': 'application/json' })
      outgoing.end(JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
        server.closeAllConnections()
      }),
  }
}

/** For tests: sends the body as it is, and reads the answer as soon as it comes. */
export async function send(
  options: RequestOptions,
  body?: Readable | Uint8Array | string,
): Promise<{ status: number; body: Record<string, unknown>; localPort: number | undefined }> {
  const outgoing = request({ host: '127.0.0.1', method: 'POST', ...options })
  const answer = new Promise<IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve).once('error', reject)
  })
  if (body === undefined) outgoing.flushHeaders()
  else if (typeof body === 'string' || body instanceof Uint8Array) outgoing.end(body)
  else body.pipe(outgoing)
  const incoming = await answer
  const { localPort } = incoming.socket
  const parsed = JSON.parse(await text(incoming)) as Record<string, unknown>
  return { status: incoming.statusCode ?? 0, body: parsed, localPort }
}

/** For tests. */
export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** For tests: the whole of a content. */
export function contentOf(contents: ContentStore, name: string): Promise<Buffer> {
  const opening = contents.open({ owner: 1, sha256: name })
  return opening.then((opened) => buffer(opened.bytes()))
}

/** For tests: a store of contents that come as `bytes` says. */
export function handingOut(
  contents: ContentStore,
  bytes: () => AsyncGenerator<Uint8Array>,
): ContentStore {
  return { ...contents, open: async () => ({ bytes, close: async () => undefined }) }
}
