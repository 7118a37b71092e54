import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { startHolding } from '#test/held-requests.ts'
import { startS3 } from '#test/s3.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'

test.each([
  ['its bytes', '/x', 'text/plain'],
  ['it as JSON', '/x', 'application/fhir+json'],
  ['its history', '/x/_history', 'application/fhir+json'],
  ['a search', '?_id=x', 'application/fhir+json'],
])(
  'who asks for %s and breaks off leaves nobody waiting for the bucket',
  async (_, path, accept) => {
    const s3 = await startS3()
    onTestFinished(() => s3.stop())
    const way = await startHolding(s3.url)
    onTestFinished(() => way.stop())
    const place = s3.place()
    await using server = await testServer({ contents: { kind: 's3', ...place, endpoint: way.url } })
    const address = new URL(await server.listen())
    const authorization = `Bearer ${TOKENS.writer}`
    const body = 'content '.repeat(100_000)
    const headers = { authorization, 'content-type': 'text/plain' }
    const stored = await fetch(new URL(`${A}/x`, address), { method: 'PUT', headers, body })
    expect(stored.status).toBe(201)
    const held = way.hold(`GET /${place.bucket}/${place.prefix}contents/`)
    const socket = connect(Number(address.port), address.hostname)
    await once(socket, 'connect')
    socket.write(
      `GET ${A}${path} HTTP/1.1\r\nhost: ${address.host}\r\nauthorization: ${authorization}\r\naccept: ${accept}\r\n\r\n`,
    )
    await held.arrived
    // Who only ends their side may still be reading.
    socket.resetAndDestroy()
    await held.left
    held.release()
    const answer = await fetch(new URL(`${A}/x`, address), {
      headers: { authorization, accept: 'text/plain' },
    })
    expect([answer.status, await answer.text()]).toEqual([200, body])
  },
)
