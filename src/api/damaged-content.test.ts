import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '#test/connect-api.ts'
import { damagedServer, LARGE, SMALL, type DamagedServer } from '#test/damaged-server.ts'
import { TOKENS } from '#test/test-server.ts'
import { explainError } from './transport/explain-error.ts'

let damaged: DamagedServer
beforeAll(async () => {
  damaged = await damagedServer()
})
afterAll(() => damaged[Symbol.asyncDispose]())

it.each([
  ['short, and damaged', SMALL, 'spoil'],
  ['long, and damaged, which cuts the first answer', LARGE, 'spoil'],
  ['missing', LARGE, 'remove'],
] as const)('content that is %s fails as what it is, until it is healed', async (_, size, what) => {
  const one = await damaged.stored(size)
  const { api, queryClient } = connect(damaged.url, { token: () => TOKENS.writer })
  const load = () =>
    api.binaries.loadContent(
      queryClient,
      { org: 'a', id: one.id, versionId: '1' },
      new AbortController().signal,
    )
  await one[what]()
  const error = await load().then(
    () => expect.fail('It was handed out.'),
    (failed: unknown) => failed,
  )
  expect(error).toMatchObject({ kind: 'damaged', status: 500 })
  expect(explainError(error)).toMatchObject({
    title: 'The stored content is damaged',
    details: expect.stringContaining('Uploading the same bytes again repairs it') as string,
  })
  await damaged.stored(size, one.bytes)
  const { blob } = await load()
  expect(Buffer.from(await blob.arrayBuffer()).equals(one.bytes)).toBe(true)
})
