import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { Writable } from 'node:stream'
import { pino } from 'pino'
import { expect } from 'vitest'
import { contentSha256 } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { contentFile } from './content-file.ts'
import { client, type Answer } from './test-client.ts'
import { testServer, TOKENS, type TestServer } from './test-server.ts'

export const SMALL = 5000
export const LARGE = 1_000_000
export const RAW = { accept: 'application/pdf' }

/** What is said of content that can't be handed out. */
export const SAID = /damaged|missing/

/** A content that can be changed behind the server's back. */
export interface Stored {
  id: string
  bytes: Buffer
  sha256: string
  /** Turns one bit around: of the last byte, where nothing else is said. */
  spoil(at?: number): Promise<void>
  remove(): Promise<void>
}

/** A server that listens, and whose contents can be damaged. */
export interface DamagedServer extends AsyncDisposable {
  server: TestServer
  api: ReturnType<typeof client>
  /** What it has logged by now. */
  logged(): string
  url: string
  /** @param what its bytes, instead of random ones, or further fields */
  stored(size: number, what?: Buffer | Partial<Binary>): Promise<Stored>
  /** Over a real connection: the whole answer, or `cut` when it ends before its end. */
  fetched(
    path: string,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Buffer | 'cut' }>
}

export async function damagedServer(): Promise<DamagedServer> {
  let logged = ''
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      logged += String(chunk)
      done()
    },
  })
  const server = await testServer({ logger: pino({ level: 'info' }, sink) })
  const api = client(server)
  const url = await server.listen()
  return {
    server,
    api,
    logged: () => logged,
    url,
    stored: async (size, what = {}) => {
      const bytes = Buffer.isBuffer(what) ? what : randomBytes(size)
      const fields = Buffer.isBuffer(what) ? {} : what
      const data = bytes.toString('base64')
      const binary = await api.create({ contentType: 'application/pdf', data, ...fields })
      const sha256 = contentSha256(binary) ?? ''
      const file = await contentFile(`${server.folder}/data`, sha256)
      return {
        id: binary.id,
        bytes,
        sha256,
        spoil: async (at = size - 1) => {
          const spoiled = Buffer.from(bytes)
          spoiled[at]! ^= 1
          await writeFile(file, spoiled)
        },
        remove: () => rm(file),
      }
    },
    fetched: async (path, headers = {}) => {
      const answer = await fetch(`${url}${path}`, {
        headers: { authorization: `Bearer ${TOKENS.writer}`, ...headers },
      })
      try {
        return { status: answer.status, body: Buffer.from(await answer.arrayBuffer()) }
      } catch {
        return { status: answer.status, body: 'cut' }
      }
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

export function expectRefusal(answer: Pick<Answer, 'status' | 'text' | 'headers'>): void {
  expect([answer.status, answer.headers['content-disposition']]).toEqual([500, undefined])
  expect(JSON.parse(answer.text)).toEqual({
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: 'exception',
        diagnostics: expect.stringMatching(SAID) as string,
        details: {
          coding: [
            {
              system: 'https://binnacle.dev/fhir/content-fault',
              code: expect.stringMatching(SAID) as string,
            },
          ],
        },
      },
    ],
  })
}
