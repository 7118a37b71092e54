import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileName, withFileName } from '#fhir/binary/binary.ts'
import { applyJsonPatch } from '#fhir/patch/json-patch.ts'
import type { Binary } from '#fhir/types.ts'
import { connect } from '#test/connect-api.ts'
import { testServer, TOKENS, type TestServer } from '#test/test-server.ts'
import { fieldsPatch, restorePart } from './restore-part.ts'
import { createBinary, updateBinary } from './writes.ts'

const first: Binary = {
  ...withFileName({ resourceType: 'Binary', contentType: 'text/plain' }, 'first.txt'),
  language: 'en',
  securityContext: { reference: 'Patient/1' },
}
const second: Binary = {
  ...withFileName({ resourceType: 'Binary', contentType: 'text/csv' }, 'second.csv'),
  language: 'de',
  implicitRules: 'https://example.org/rules',
}

const bare: Binary = { resourceType: 'Binary', contentType: 'a/b' }

describe('a part of an earlier version', () => {
  let server: TestServer
  let base: string
  beforeAll(async () => {
    server = await testServer()
    base = await server.listen()
  })
  afterAll(async () => server[Symbol.asyncDispose]())

  async function twoVersions() {
    const { client, api, queryClient } = connect(base, { token: () => TOKENS.writer })
    const { binary } = await createBinary(client, 'a', { ...first, data: btoa('one') })
    const id = binary.id ?? ''
    await updateBinary(client, 'a', { id, binary: { ...second, id, data: btoa('two') } })
    const restore = async (part: 'content' | 'fields', ifMatch = '2') => {
      const state = await queryClient.fetchQuery(api.binaries.detail('a', id))
      const current = state.state === 'live' ? state.binary : second
      const sides = { version: first, current, ifMatch }
      return restorePart(client, queryClient, 'a', { id, versionId: '1', part, ...sides })
    }
    const content = async () =>
      (await queryClient.fetchQuery({ ...api.binaries.content('a', id), staleTime: 0 })).blob.text()
    return { restore, content }
  }

  it('the content comes with its type, and the fields stay', async () => {
    const { restore, content } = await twoVersions()
    const { binary, versionId } = await restore('content')
    expect([versionId, await content()]).toEqual(['3', 'one'])
    expect(binary).toMatchObject({ contentType: 'text/plain', language: 'de' })
    expect([fileName(binary), binary.securityContext]).toEqual(['second.csv', undefined])
  })

  it('the fields come without the content type, and the content stays', async () => {
    const { restore, content } = await twoVersions()
    const { binary, versionId } = await restore('fields')
    expect([versionId, await content()]).toEqual(['3', 'two'])
    const { contentType, language, securityContext, implicitRules } = binary
    expect({ contentType, language, securityContext, implicitRules }).toEqual({
      contentType: 'text/csv',
      language: 'en',
      securityContext: { reference: 'Patient/1' },
      implicitRules: undefined,
    })
    expect(fileName(binary)).toBe('first.txt')
  })

  it.each(['content', 'fields'] as const)(
    'is a conflict where something else is current (%s)',
    async (part) => {
      const { restore, content } = await twoVersions()
      await expect(restore(part, '1')).rejects.toMatchObject({ kind: 'precondition-failed' })
      expect(await content()).toBe('two')
    },
  )
})

it.each<[Binary, Binary]>([
  [first, second],
  [second, first],
  [bare, second],
  [second, bare],
])('the patch of fields gives those of the version, and nothing else', (current, version) => {
  const patched: Binary = applyJsonPatch(current, fieldsPatch(current, version))
  expect(patched.contentType).toBe(current.contentType)
  const { language, securityContext, implicitRules, meta } = version
  expect(patched).toMatchObject({
    ...(language !== undefined && { language }),
    ...(securityContext !== undefined && { securityContext }),
  })
  expect([patched.implicitRules, patched.meta?.tag ?? []]).toEqual([implicitRules, meta?.tag ?? []])
  expect(fieldsPatch(patched, version)).toEqual([])
})
