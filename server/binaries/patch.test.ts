import { expect, onTestFinished, test } from 'vitest'
import { LongTexts } from '#fhir/json/long-texts.ts'
import { base64, client } from '#test/test-client.ts'
import { A, testServer } from '#test/test-server.ts'
import { patchBinary } from './patch.ts'

test('holds the content of one attempt at a time, however often others are faster', async () => {
  const { patched, held, most, texts } = await patching(8)
  expect([(await patched).versionId, held()]).toEqual(['10', 0])
  expect(most()).toBeLessThan(1500)
  for (let at = 0; at < 10; at += 1) expect(texts.of(`in its place ${at}`)).toBeUndefined()
})

test('gives up, and says to come again, where others are faster each time', async () => {
  const { patched, held } = await patching(Number.POSITIVE_INFINITY)
  await expect(patched).rejects.toThrow('Nothing was changed. Try again.')
  expect(held()).toBe(0)
})

/** A patch that looks at the content. @param losing how often somebody else is faster */
async function patching(losing: number) {
  const server = await testServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const api = client(server)
  const { id } = await api.create({ data: base64('as it is') })
  const { binaries, contents } = server.store
  const texts = new LongTexts('in its place ')
  let others = 0
  let held = 0
  let most = 0
  const hold = {
    add: (bytes: number) => void (most = Math.max(most, (held += bytes))),
    shrink: (bytes: number) => void (held -= bytes),
  }
  const turn = async () => {
    if (others >= losing) return
    others += 1
    await api.patch(`${A}/${id}`, [{ op: 'add', path: '/language', value: `x-${others}` }])
  }
  const limits = { patchMaxBytes: 1000, maxBytes: 1000, fieldsMaxBytes: 1000 }
  const caller = {
    audit: { bytes: 0, written: false },
    sign: () => ({ author: 'who waits', at: new Date().toISOString() }),
  }
  const patched = patchBinary({ binaries, contents, hold, turn, ...limits }, caller, {
    organizationId: 'a',
    id,
    ifMatch: undefined,
    operations: [{ op: 'test', path: '/data', value: base64('as it is') }],
    texts,
  })
  return { patched, texts, held: () => held, most: () => most }
}
