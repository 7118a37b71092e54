import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { BundleEntry } from '#fhir/types.ts'
import { damagedServer, expectRefusal, LARGE, RAW, SAID, SMALL } from '#test/damaged-server.ts'
import type { DamagedServer, Stored } from '#test/damaged-server.ts'
import type { Answer } from '#test/test-client.ts'
import { A } from '#test/test-server.ts'
import { runs } from '#test/torture.ts'
import { naming, uploader } from '#test/upload-parts.ts'

let damaged: DamagedServer
let api: DamagedServer['api']
beforeAll(async () => {
  damaged = await damagedServer()
  api = damaged.api
})
afterAll(() => damaged[Symbol.asyncDispose]())

describe('a patch of a Binary whose content is damaged', () => {
  const language = [{ op: 'add', path: '/language', value: 'de' }]
  test.each([SMALL, LARGE])(
    'of %i bytes changes its fields, and says what it can not show',
    async (size) => {
      const one = await damaged.stored(size)
      await one.spoil()
      const patched = await api.patch(`${A}/${one.id}`, language)
      expect(patched.status).toBe(200)
      const [issue] = patched.json().issue
      expect([issue?.severity, issue?.diagnostics]).toEqual([
        'warning',
        expect.stringMatching(SAID),
      ])
      expect((await api.get(`${A}/${one.id}?_summary=true`)).json().meta?.versionId).toBe('2')
    },
  )

  test.each(['spoil', 'remove'] as const)(
    '%sed does nothing where it looks at the content',
    async (what) => {
      const one = await damaged.stored(LARGE)
      await one[what]()
      const operations = [{ op: 'test', path: '/data', value: one.bytes.toString('base64') }]
      expectRefusal(await api.patch(`${A}/${one.id}`, operations))
      expect((await api.get(`${A}/${one.id}?_summary=true`)).json().meta?.versionId).toBe('1')
    },
  )
})

test.each(['spoil', 'remove'] as const)(
  'the good bytes heal a content that was %sed, however they come',
  async (what) => {
    const bodyOf = ({ id, bytes }: Stored) => ({
      resourceType: 'Binary' as const,
      id,
      contentType: 'application/pdf',
      data: bytes.toString('base64'),
    })
    const batch = (one: Stored): object => ({
      resourceType: 'Bundle',
      type: 'batch',
      entry: [
        { resource: bodyOf(one), request: { method: 'PUT', url: `Binary/${one.id}` } },
      ] satisfies BundleEntry[],
    })
    const parts = uploader(damaged.server)
    const ways: ((one: Stored) => Promise<Answer>)[] = [
      (one) => api.put(`${A}/${one.id}`, bodyOf(one)),
      ({ bytes }) => api.post(A, bytes, { headers: { 'content-type': 'application/pdf' } }),
      (one) => api.post('/organizations/a/fhir/4', batch(one)),
      (one) =>
        api.patch(`${A}/${one.id}`, [{ op: 'replace', path: '/data', value: bodyOf(one).data }]),
      async ({ bytes }) => {
        const path = await parts.begun(bytes.length)
        await parts.part(path, 0, bytes)
        return api.post(A, naming(path))
      },
    ]
    for (const size of [SMALL, LARGE])
      for (const way of ways) {
        const one = await damaged.stored(size)
        await one[what]()
        const read = () => damaged.fetched(`${A}/${one.id}/_history/1`, RAW)
        expect((await read()).body).not.toEqual(one.bytes)
        expect((await way(one)).status).toBeLessThan(300)
        expect(await read()).toEqual({ status: 200, body: one.bytes })
      }
  },
)

test('whatever was damaged, every read is right or fails', async () => {
  const all = [await damaged.stored(SMALL), await damaged.stored(LARGE)]
  const share = fc.double({ min: 0, max: 0.999, noNaN: true })
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...all),
      share,
      share,
      fc.boolean(),
      async (one, at, from, isJson) => {
        const where = Math.floor(at * one.bytes.length)
        const start = Math.floor(from * one.bytes.length)
        await one.spoil(where)
        const whole = await damaged.fetched(`${A}/${one.id}`, isJson ? {} : RAW)
        expect(whole.body === 'cut' || whole.status === 500).toBe(true)
        const part = await damaged.fetched(`${A}/${one.id}`, {
          ...RAW,
          range: `bytes=${start}-${start + 200_000}`,
        })
        if (part.status === 206 && part.body !== 'cut')
          expect(part.body.equals(one.bytes.subarray(start, start + 200_001))).toBe(true)
      },
    ),
    runs(30),
  )
})
