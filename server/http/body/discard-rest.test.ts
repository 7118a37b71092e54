import { once } from 'node:events'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { send, testServer } from '#test/body-streams.ts'
import { discardRest } from './discard-rest.ts'

/** A body that never ends. */
const endless = () => Readable.from(chunks())
function* chunks() {
  while (true) yield Buffer.alloc(50_000)
}

test('the answer reaches a sender that is not done, whose connection is then cut', async () => {
  for (const limits of [
    { bytes: 1 << 20, milliseconds: 60_000 },
    { bytes: Infinity, milliseconds: 300 },
  ]) {
    let closed: Promise<unknown> | undefined
    const server = await testServer((request) => {
      closed = once(request.socket, 'close')
      discardRest(request, limits)
      return Promise.resolve({ status: 413, body: {} })
    })
    const body = endless()
    const { status } = await send({ port: server.port }, body)
    expect(status).toBe(413)
    await closed
    body.destroy()
    await server.close()
  }
})

test('a body that ends within the limits is read to its end', async () => {
  const stream = Readable.from([Buffer.alloc(10), Buffer.alloc(10)])
  discardRest(stream)
  await once(stream, 'end')
  expect(stream.readableEnded).toBe(true)
})
