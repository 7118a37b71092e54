import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { EngineAway } from '../../errors.ts'
import { messageOf, storeErrorOf } from './engine-errors.ts'

test('an engine that none of the addresses of its name leads to is away, and each says why', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  const socket = connect({
    host: 'localhost',
    port,
    lookup: (_host, _options, answer) =>
      answer(null, [
        { address: '127.0.0.1', family: 4 },
        { address: '127.0.0.2', family: 4 },
      ]),
  })
  const error: unknown = await new Promise((resolve) => void socket.once('error', resolve))
  expect(error).toBeInstanceOf(AggregateError)
  expect(storeErrorOf(error)).toBeInstanceOf(EngineAway)
  for (const address of ['127.0.0.1', '127.0.0.2'])
    expect(messageOf(error)).toContain(`connect ECONNREFUSED ${address}:${port}`)
})
