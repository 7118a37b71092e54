import { expect, onTestFinished, test } from 'vitest'
import { startHolding } from '#test/held-requests.ts'
import { startS3 } from '#test/s3.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'

test.each([
  ['its bytes', '/x', '*/*'],
  ['it as JSON', '/x', 'application/fhir+json'],
  ['its history', '/x/_history', 'application/fhir+json'],
  ['a search', '?_id=x', 'application/fhir+json'],
])(
  'who asks for %s and goes away leaves nobody waiting for the bucket',
  async (_, path, accept) => {
    const s3 = await startS3()
    onTestFinished(() => s3.stop())
    const way = await startHolding(s3.url)
    onTestFinished(() => way.stop())
    const place = s3.place()
    await using server = await testServer({ contents: { kind: 's3', ...place, endpoint: way.url } })
    const address = `${await server.listen()}${A}`
    const authorization = `Bearer ${TOKENS.writer}`
    const stored = await fetch(`${address}/x`, {
      method: 'PUT',
      headers: { authorization, 'content-type': 'text/plain' },
      body: 'content '.repeat(100_000),
    })
    expect(stored.status).toBe(201)
    const held = way.hold(`GET /${place.bucket}/${place.prefix}contents/`)
    const reader = new AbortController()
    const { signal } = reader
    const asked = fetch(address + path, { headers: { authorization, accept }, signal })
    await held.arrived
    reader.abort()
    await expect(asked).rejects.toThrow('aborted')
    await held.left
    held.release()
    // The connection is another reader's again, and nothing else has suffered.
    const answer = await fetch(`${address}/x`, { headers: { authorization, accept: '*/*' } })
    expect([answer.status, (await answer.text()).length]).toEqual([200, 800_000])
  },
)
