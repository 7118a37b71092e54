import { setImmediate as turn } from 'node:timers/promises'
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

test('many patches of one Binary at once are each done once', async () => {
  const { binaries, patch, id } = await patching(0)
  let reads = 0
  const current: typeof binaries.current = async (...which) => {
    reads += 1
    const version = await binaries.current(...which)
    // As an engine behind a socket, which others reach meanwhile.
    await turn()
    return version
  }
  await Promise.all(Array.from({ length: 20 }, () => patch({ current })))
  expect(reads).toBe(20)
  expect((await binaries.current('a', id))?.versionId).toBe('22')
})

test('nobody waits for the patches of somebody else', async () => {
  const { binaries, patch, patched } = await patching(0)
  await patched
  const stopped = Promise.withResolvers<void>()
  const current: typeof binaries.current = async (...which) => {
    await stopped.promise
    return binaries.current(...which)
  }
  const many = Promise.all(Array.from({ length: 3 }, () => patch({ current })))
  expect((await patch({}, 'somebody else')).versionId).toBe('3')
  stopped.resolve()
  expect((await many).map(({ versionId }) => versionId)).toEqual(['4', '5', '6'])
})

/** A patch that looks at the content. @param losing how often somebody else is faster */
async function patching(losing: number) {
  const server = await testServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const api = client(server)
  const data = base64('as it is')
  const resource = { resourceType: 'Binary', contentType: 'text/plain', data }
  const { id } = await api.create({ data })
  const { binaries, contents } = server.store
  const texts = new LongTexts('in its place ')
  let others = 0
  let held = 0
  let most = 0
  const hold = {
    add: (bytes: number) => void (most = Math.max(most, (held += bytes))),
    shrink: (bytes: number) => void (held -= bytes),
  }
  const whileOthers = async () => {
    if (others >= losing) return
    others += 1
    await api.put(`${A}/${id}`, { ...resource, id, language: `x-${others}` })
  }
  const operations = [{ op: 'test', path: '/data', value: data }] as const
  const limits = { patchMaxBytes: 1000, maxBytes: 1000, fieldsMaxBytes: 1000 }
  const caller = {
    audit: { bytes: 0, written: false },
    sign: () => ({ author: 'who waits', at: new Date().toISOString() }),
  }
  const patch = (others: Partial<typeof binaries> = {}, by = 'somebody') =>
    patchBinary(
      { binaries: { ...binaries, ...others }, contents, hold, turn: whileOthers, ...limits },
      { ...caller, audit: { ...caller.audit } },
      { by, organizationId: 'a', id, ifMatch: undefined, operations, texts },
    )
  const patched = patch()
  return { binaries, id, patch, patched, texts, held: () => held, most: () => most }
}
