import { expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import { uploader } from '#test/upload-parts.ts'

interface Document {
  paths: Record<string, Record<string, { operationId: string; responses: object }>>
}

test('whatever takes a body refuses one in another transfer coding with 501, and says so', async () => {
  await using server = await testServer()
  const api = client(server)
  const { id } = await api.create()
  const upload = await uploader(server).begun(1)
  const part = { 'tus-resumable': '1.0.0', 'upload-offset': '0' }
  const asked: [operation: string, method: string, path: string, type: string, more?: object][] = [
    ['createBinary', 'POST', A, 'text/plain'],
    ['updateBinary', 'PUT', `${A}/${id}`, 'text/plain'],
    ['patchBinary', 'PATCH', `${A}/${id}`, 'application/json-patch+json'],
    ['batchBinaries', 'POST', '/organizations/a/fhir/4', 'application/fhir+json'],
    ['searchBinariesByPost', 'POST', `${A}/_search`, 'application/x-www-form-urlencoded'],
    ['signIn', 'POST', '/session', 'application/json'],
    ['sendUploadPart', 'PATCH', upload, 'application/offset+octet-stream', part],
  ]
  for (const [operation, method, path, type, more] of asked) {
    const headers = { 'content-type': type, 'transfer-encoding': 'gzip, chunked', ...more }
    const { status, text } = await api.ask(method, path, { body: 'x', headers })
    expect([operation, status]).toEqual([operation, 501])
    expect(JSON.parse(text)).toMatchObject({ resourceType: 'OperationOutcome' })
  }
  const document = JSON.parse((await api.get('/openapi.json')).text) as Document
  const described = Object.values(document.paths)
    .flatMap((methods) => Object.values(methods))
    .filter(({ responses }) => '501' in responses)
    .map(({ operationId }) => operationId)
  expect(described.toSorted()).toEqual(asked.map(([operation]) => operation).toSorted())
})
