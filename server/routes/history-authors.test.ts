import { expect, test } from 'vitest'
import { AUTHOR_EXTENSION, REASON_EXTENSION } from '#fhir/binary/binary.ts'
import { base64, client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'

test('a history says who did it and why: on the resource, and beside a deletion', async () => {
  await using server = await testServer()
  const api = client(server)
  const { id } = await api.create({ data: base64('one') })
  await api.remove(`${A}/${id}`, { headers: { 'log-cdata': 'reason=misfiled' } })
  const [deletion, creation] = (await api.get(`${A}/${id}/_history`)).json().entry ?? []
  expect(deletion?.response?.extension).toEqual([
    { url: AUTHOR_EXTENSION, valueString: expect.any(String) },
    { url: REASON_EXTENSION, valueString: 'reason=misfiled' },
  ])
  expect(creation?.response).not.toHaveProperty('extension')
  expect(creation?.resource).toHaveProperty('meta.extension.0.url', AUTHOR_EXTENSION)
})
