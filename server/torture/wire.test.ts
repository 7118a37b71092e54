import { createHash, randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { runs, timeFor } from '#test/torture.ts'
import { Wire, type Step } from '#test/wire.ts'

/** Short ones are with the system at once, long ones are in the middle when the next request comes. */
const CONTENTS = [0, 10, 70_000, 12_000_000].map((length) => randomBytes(length))
let server: TestServer
let port: number
let paths: string[]
beforeAll(async () => {
  server = await testServer({ env: { BINNACLE_MAX_BYTES: '12000000' } })
  port = Number(new URL(await server.listen()).port)
  const { post } = client(server)
  const headers = { 'content-type': 'application/pdf' }
  const created = await Promise.all(CONTENTS.map((content) => post(A, content, { headers })))
  paths = created.map((answer) => `${A}/${answer.json().id}`)
})
afterAll(() => server[Symbol.asyncDispose]())

/** What a client sends, and what it may expect. */
type Piece =
  | { kind: 'read'; of: number; closes: boolean }
  | { kind: 'write'; length: number; chunked: boolean }
  /** With a body that is sent whole. */
  | { kind: 'refused'; how: keyof typeof REFUSED; length: number }
  | { kind: 'garbage'; text: string }
  | { kind: 'broken body' }
  /** Ends this side in the middle of a head, of a body, or between requests. */
  | { kind: 'ends'; where: 'head' | 'body' | 'between' }

const WRITER = `Host: x\r\nAuthorization: Bearer ${TOKENS.writer}\r\n`
const REFUSED = {
  401: `POST ${A} HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\n`,
  403: `POST ${A} HTTP/1.1\r\nHost: x\r\nContent-Type: a/b\r\nAuthorization: Bearer ${TOKENS.reader}\r\n`,
  404: `POST /nowhere HTTP/1.1\r\nHost: x\r\n`,
  413: `POST ${A} HTTP/1.1\r\n${WRITER}Content-Type: a/b\r\n`,
  415: `POST ${A} HTTP/1.1\r\n${WRITER}`,
}

const pieces = fc.array(
  fc.oneof(
    fc.record({
      kind: fc.constant('read' as const),
      of: fc.nat(3),
      closes: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
    }),
    fc.record({
      kind: fc.constant('write' as const),
      length: fc.nat(200_000),
      chunked: fc.boolean(),
    }),
    fc.record({
      kind: fc.constant('refused' as const),
      how: fc.constantFrom(...([401, 403, 404, 415] as const)),
      length: fc.constantFrom(1, 1000, 3_000_000),
    }),
    fc.record({
      kind: fc.constant('refused' as const),
      how: fc.constant(413 as const),
      length: fc.constant(12_000_001),
    }),
    fc.record({
      kind: fc.constant('garbage' as const),
      text: fc.constantFrom(
        '\0\0\r\n\r\n',
        'GET / HTTP/7\r\n\r\n',
        'XYZ\r\n\r\n',
        'GET\r\n',
        '\x16\x03\x01\x02',
      ),
    }),
    fc.record({ kind: fc.constant('broken body' as const) }),
    fc.record({
      kind: fc.constant('ends' as const),
      where: fc.constantFrom('head' as const, 'body' as const, 'between' as const),
    }),
  ),
  { minLength: 1, maxLength: 7 },
)

/** How what is sent is cut into packets, and whether reading waits meanwhile. */
const way = fc.record({
  cuts: fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 5 }),
  reads: fc.constantFrom('at once' as const, 'late' as const),
})

function bytesOf(piece: Piece): string {
  switch (piece.kind) {
    case 'read':
      return `GET ${paths[piece.of]} HTTP/1.1\r\n${WRITER}Accept: application/pdf\r\n${piece.closes ? 'Connection: close\r\n' : ''}\r\n`
    case 'write': {
      const head = `POST ${A} HTTP/1.1\r\n${WRITER}Content-Type: application/pdf\r\n`
      const body = 'b'.repeat(piece.length)
      return piece.chunked && body !== ''
        ? `${head}Transfer-Encoding: chunked\r\n\r\n${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`
        : `${head}Content-Length: ${body.length}\r\n\r\n${body}`
    }
    case 'refused':
      return `${REFUSED[piece.how]}Content-Length: ${piece.length}\r\n\r\n${'r'.repeat(piece.length)}`
    case 'garbage':
      return piece.text
    case 'broken body':
      return `POST ${A} HTTP/1.1\r\n${WRITER}Content-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\nzz\r\n`
    case 'ends':
      if (piece.where === 'between') return ''
      return piece.where === 'head'
        ? 'GET / HTT'
        : `PUT ${A}/never HTTP/1.1\r\n${WRITER}Content-Type: a/b\r\nContent-Length: 9\r\n\r\n123`
  }
}

/** @returns the status that is due, and whether it is the last. A refusal of a long body may be the last, or not */
function due(piece: Piece): { status?: number; last: boolean | 'maybe' } {
  switch (piece.kind) {
    case 'read':
      return { status: 200, last: piece.closes }
    case 'write':
      return { status: 201, last: false }
    case 'refused':
      return { status: piece.how, last: 'maybe' }
    case 'garbage':
      return { status: piece.text.includes('HTTP/7') ? 505 : 400, last: true }
    case 'broken body':
      return { status: 400, last: true }
    case 'ends':
      return piece.where === 'between' ? { last: true } : { status: 400, last: true }
  }
}

test(
  'whatever is sent, and however it is cut: answers come whole, in order, to their end',
  async () => {
    await fc.assert(
      fc.asyncProperty(pieces, way, async (sent, { cuts, reads }) => {
        const wire = new Wire(port)
        if (reads === 'late') wire.socket.pause()
        const ending = sent.findIndex(({ kind }) => kind === 'ends')
        const said = ending === -1 ? sent : sent.slice(0, ending + 1)
        let text = said.map(bytesOf).join('')
        const steps: Step[] = cuts.flatMap((at) => {
          const head = text.slice(0, at)
          text = text.slice(at)
          return [head, { wait: 1 }]
        })
        const sending = wire.do([...steps, text, { end: 'this side' }])
        if (reads === 'late') {
          await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, 50))])
          wire.socket.resume()
        }
        const { answers, rest, end } = await wire.heard(20_000)
        await sending
        expect(rest.subarray(0, 300).toString('latin1')).toBe('')
        expect(end).toBe('closed')
        const dues = said.map((piece) => ({ piece, ...due(piece) }))
        const expected = dues.filter(({ status }) => status !== undefined)
        expect(answers.map(({ status }) => status)).toEqual(
          expected.slice(0, answers.length).map(({ status }) => status),
        )
        // It ended where an answer said so, or was to be the last.
        const last = expected[answers.length - 1]
        const ended = answers.at(-1)?.headers.connection === 'close' || last?.last === true
        if (answers.length < expected.length) expect(ended).toBe(true)
        const lastDue = expected.findIndex((one) => one.last === true)
        if (lastDue !== -1) expect(answers.length).toBeLessThanOrEqual(lastDue + 1)
        for (const [n, answer] of answers.entries()) {
          const piece = expected[n]?.piece
          if (piece?.kind === 'read')
            expect(hash(answer.body)).toBe(hash(CONTENTS[piece.of] ?? Buffer.alloc(0)))
          else expect(() => JSON.parse(String(answer.body)) as unknown).not.toThrow()
        }
      }),
      runs(60),
    )
    expect((await client(server).get(`${A}/never`)).status).toBe(404)
    expect((await client(server).get('/healthz')).status).toBe(200)
  },
  timeFor(120_000).timeout,
)

const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
