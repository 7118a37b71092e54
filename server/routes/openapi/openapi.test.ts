import { Validator } from '@seriousme/openapi-schema-validator'
import addFormats from 'ajv-formats'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Health } from '#server/health/health.ts'
import { MemoryBudget } from '#server/http/memory-budget.ts'
import { Walks } from '#server/http/request/walks.ts'
import { base64, client, type Answer } from '#test/test-client.ts'
import { A, testServer, TOKENS } from '#test/test-server.ts'
import type { TestServer } from '#test/test-server.ts'
import { naming, uploader, UPLOADS } from '#test/upload-parts.ts'
import { apiRoutes } from '../api-routes.ts'

interface Described {
  operationId: string
  responses: Record<string, { content?: Record<string, object> }>
}
interface Document {
  paths: Record<string, Record<string, Described>>
  components: object
}

let server: TestServer
let api: ReturnType<typeof client>
let document: Document
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)

beforeAll(async () => {
  server = await testServer()
  api = client(server)
  document = JSON.parse((await api.get('/openapi.json', { token: null })).text) as Document
  ajv.addSchema({ $id: 'http://api.test/', components: document.components })
})
afterAll(() => server[Symbol.asyncDispose]())

test('is a valid OpenAPI 3.1 document', async () => {
  const result = await new Validator().validate(
    structuredClone(document) as unknown as Record<string, unknown>,
  )
  expect(result).toMatchObject({ valid: true })
})

test('documents every route, and no other', () => {
  const deps = {
    stores: server.store,
    audit: server.store.audit,
    health: new Health({}),
    signIn: server.signIn,
    config: {} as never,
    clock: () => new Date(),
    newId: () => '',
    walks: new Walks(server.store, { clock: () => new Date() }),
    memory: new MemoryBudget(1),
  }
  const served = apiRoutes(deps).flatMap(({ url, method }) =>
    [method]
      .flat()
      .filter((one) => one !== 'HEAD' || ![method].flat().includes('GET'))
      .map((one) => `${one} ${url.replace(/:(\w+)/g, '{$1}')}`),
  )
  const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.toSorted()).toEqual(served.toSorted())
})

describe('the running server answers as documented', () => {
  const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
  const admin = { token: TOKENS.admin }
  const fields = { resourceType: 'Binary', contentType: 'text/plain', data: base64('x') }
  const binary = (id?: string) => ({ ...fields, id })
  const BASE = '/organizations/a/fhir/4'
  const batch = (entry?: object[]) => ({ resourceType: 'Bundle', type: 'batch', entry })
  const seen = new Set<string>()

  /** Sends it to the operation, and holds the answer against what is written of it. */
  async function hold(
    operationId: string,
    send: () => Promise<Answer>,
    status: number,
  ): Promise<Answer> {
    const described = Object.values(document.paths)
      .flatMap((methods) => Object.values(methods))
      .find((operation) => operation.operationId === operationId)
    const answer = await send()
    expect([operationId, answer.status, answer.text.slice(0, 300)]).toEqual([
      operationId,
      status,
      expect.any(String),
    ])
    const response = described?.responses[String(status)]
    expect([operationId, status, response]).toEqual([operationId, status, expect.anything()])
    const type = String(answer.headers['content-type'] ?? '').split(';')[0] ?? ''
    if (answer.text !== '' && response?.content) {
      const media = response.content[type] ?? response.content['*/*']
      expect([operationId, status, type, media]).toEqual([
        operationId,
        status,
        type,
        expect.anything(),
      ])
      if (type.includes('json')) check(media, JSON.parse(answer.text), `${operationId} ${status}`)
    }
    seen.add(`${operationId} ${status}`)
    return answer
  }

  function check(media: object | undefined, body: unknown, name: string): void {
    const schema = JSON.stringify(media).replaceAll(
      '"#/components',
      '"http://api.test/#/components',
    )
    const validate = ajv.compile((JSON.parse(schema) as { schema: object }).schema)
    const valid = validate(body)
    expect([name, valid, validate.errors]).toEqual([name, true, null])
  }

  test('in every good case', async () => {
    const created = await hold('createBinary', () => api.post(A, binary()), 201)
    const { id = '' } = created.json()
    const exists = { headers: { 'if-none-exist': `_id=${id}` } }
    const code = await server.signIn.offer()
    const session = await hold('signIn', () => api.post('/session', { code }), 200)
    const { token } = JSON.parse(session.text) as { token: string }
    await hold('signOut', () => api.remove('/session', { token }), 204)
    await hold('createBinary', () => api.post(A, binary(), exists), 200)
    const outcome = { headers: { prefer: 'return=OperationOutcome' } }
    await hold('createBinary', () => api.post(A, binary(), outcome), 201)
    await hold('updateBinary', () => api.put(`${A}/${id}`, binary(id)), 200)
    await hold('updateBinary', () => api.put(`${A}/n1`, binary('n1')), 201)
    await hold('patchBinary', () => api.patch(`${A}/${id}`, []), 200)
    const raw = { headers: { accept: 'text/plain', range: 'bytes=0-0' } }
    for (const [operation, path] of [
      ['readBinary', `${A}/${id}`],
      ['readBinaryVersion', `${A}/${id}/_history/1`],
    ] as const) {
      await hold(operation, () => api.get(path), 200)
      await hold(operation, () => api.get(path, { headers: { accept: 'text/plain' } }), 200)
      await hold(operation, () => api.get(path, raw), 206)
      await hold(operation, () => api.get(path, { headers: { 'if-none-match': '*' } }), 304)
    }
    await hold('removeBinary', () => api.remove(`${A}/n1`), 204)
    await hold('searchBinaries', () => api.get(A), 200)
    await hold('searchBinaries', () => api.get(`${A}?_count=0`), 200)
    await hold(
      'searchBinariesByPost',
      () => api.post(`${A}/_search`, `_id=${id}`, { headers: FORM }),
      200,
    )
    const entry = [
      { resource: binary('n2'), request: { method: 'PUT', url: 'Binary/n2' } },
      { resource: binary('n3'), request: { method: 'PUT', url: 'Binary/n3', ifMatch: 'W/"1"' } },
    ]
    await hold('batchBinaries', () => api.post(BASE, batch(entry)), 200)
    await hold('batchBinaries', () => api.post(BASE, batch()), 200)
    await holdUploads()
    await hold('readTypeHistory', () => api.get(`${A}/_history`), 200)
    await hold('readBinaryHistory', () => api.get(`${A}/n1/_history`), 200)
    await hold('readCapabilities', () => api.get('/organizations/a/fhir/4/metadata'), 200)
    await hold('readSearchParameter', () => api.get(`${BASE}/SearchParameter/binary-name`), 200)
    await hold('listOrganizations', () => api.get('/organizations'), 200)
    await hold('readAuditLog', () => api.get('/organizations/a/audit?_count=2', admin), 200)
    await hold('readContentCheck', () => api.get('/organizations/a/check', admin), 200)
    await hold('checkHealth', () => api.get('/healthz', { token: null }), 200)
    await hold('checkReadiness', () => api.get('/readyz', { token: null }), 200)
    await hold('readDescription', () => api.get('/openapi.json', { token: null }), 200)
  })

  async function holdUploads(): Promise<void> {
    const { begin, begun, part, look, end } = uploader(server)
    await hold('describeUploads', () => api.ask('OPTIONS', UPLOADS), 204)
    await hold('describeUpload', () => api.ask('OPTIONS', `${UPLOADS}/any`), 204)
    await hold('beginUpload', () => begin(3), 201)
    const path = await begun(3)
    await hold('readUpload', () => look(path), 200)
    await hold('sendUploadPart', () => part(path, 0, Buffer.from('abc')), 204)
    await hold('endUpload', () => end(path), 204)
    await hold('beginUpload', () => begin(3, { headers: { 'tus-resumable': '0' } }), 412)
    await hold('beginUpload', () => begin(2 ** 40), 413)
    await hold('readUpload', () => look(path), 404)
    const open = await begun(3)
    await hold('sendUploadPart', () => part(open, 1, Buffer.from('bc')), 409)
    await hold('sendUploadPart', () => part(open, 0, Buffer.from('abcd')), 413)
    const wrong = { headers: { 'upload-checksum': 'sha1 eA==' } }
    await hold('sendUploadPart', () => part(open, 0, Buffer.from('abc'), wrong), 460)
    await hold('createBinary', () => api.post(A, naming(open)), 409)
  }

  test('in every case that is refused', async () => {
    const { id } = await api.create({ data: base64('x') })
    await api.put(`${A}/d1`, binary('d1'))
    await api.remove(`${A}/d1`)
    const stale = { headers: { 'if-match': 'W/"9"' } }
    const wrongType = { headers: { 'content-type': 'nonsense' } }
    await hold('createBinary', () => api.post(A, [] as object), 400)
    await hold(
      'createBinary',
      () => api.post(A, binary(), { headers: { 'if-none-exist': '_language=en' } }),
      201,
    )
    await hold('createBinary', () => api.post(A, 'x', wrongType), 415)
    await hold('batchBinaries', () => api.post(BASE, binary()), 400)
    await hold(
      'batchBinaries',
      () => api.post(BASE, batch(Array.from({ length: 501 }, () => ({})))),
      413,
    )
    await hold('batchBinaries', () => api.post(BASE, 'x', wrongType), 415)
    await hold('createBinary', () => api.post(A, { resourceType: 'Binary' }), 422)
    await hold('updateBinary', () => api.put(`${A}/${id}`, binary(id), stale), 412)
    await hold('updateBinary', () => api.put(`${A}/${id}`, 'x', wrongType), 415)
    await hold('updateBinary', () => api.put(`${A}/${id}`, binary('other')), 400)
    await hold('patchBinary', () => api.patch(`${A}/${id}`, {}), 400)
    await hold('patchBinary', () => api.patch(`${A}/none`, []), 404)
    await hold('patchBinary', () => api.patch(`${A}/d1`, []), 410)
    await hold('patchBinary', () => api.patch(`${A}/${id}`, [], stale), 412)
    await hold('patchBinary', () => api.patch(`${A}/${id}`, [], wrongType), 415)
    await hold('patchBinary', () => api.patch(`${A}/${id}`, [{ op: 'remove', path: '/x' }]), 422)
    await hold('readBinary', () => api.get(`${A}/none`), 404)
    await hold('readBinary', () => api.get(`${A}/d1`), 410)
    await hold('readBinary', () => api.get(`${A}/${id}?_format=xml`), 406)
    const beyond = { headers: { accept: 'text/plain', range: 'bytes=9-' } }
    await hold('readBinary', () => api.get(`${A}/${id}`, beyond), 416)
    await hold('readBinaryVersion', () => api.get(`${A}/d1/_history/2`), 410)
    await hold('removeBinary', () => api.remove(`${A}/${id}`, stale), 412)
    await hold('searchBinaries', () => api.get(`${A}?_count=x`), 400)
    await hold(
      'searchBinaries',
      () => api.get(A, { headers: { accept: 'application/fhir+xml' } }),
      406,
    )
    await hold('searchBinariesByPost', () => api.post(`${A}/_search`, 'x', wrongType), 415)
    await hold('readTypeHistory', () => api.get(`${A}/_history?_since=x`), 400)
    await hold('readBinaryHistory', () => api.get(`${A}/none/_history`), 404)
    await hold('readAuditLog', () => api.get('/organizations/a/audit'), 403)
    await hold('readCapabilities', () => api.get('/organizations/none/fhir/4/metadata', admin), 404)
    await hold('listOrganizations', () => api.get('/organizations', { token: null }), 401)
  })

  test('and no operation was left out', () => {
    for (const { operationId } of Object.values(document.paths).flatMap(Object.values)) {
      const isSeen = [...seen].some((one) => one.startsWith(`${operationId} 2`))
      expect([operationId, isSeen]).toEqual([operationId, true])
    }
  })
})
