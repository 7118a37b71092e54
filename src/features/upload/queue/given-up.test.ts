import { expect, onTestFinished, test } from 'vitest'
import { actorOf } from '#test/actor.ts'
import { connect } from '#test/connect-api.ts'
import { startFaultProxy, type FaultProxy } from '#test/fault-proxy.ts'
import { testServer, TOKENS } from '#test/test-server.ts'
import { itemOf, passing, queueOf, reduce } from '#test/upload-items.ts'
import { unwantedFiles } from './change-items.ts'
import { createUploadQueue } from './upload-queue.ts'

async function sendingLarge(fault: Parameters<FaultProxy['add']>[1]) {
  const server = await testServer()
  const proxy = await startFaultProxy(await server.listen())
  onTestFinished(async () => {
    await proxy.stop()
    await server[Symbol.asyncDispose]()
  })
  const { api, queryClient } = connect(proxy.url, { token: () => TOKENS.writer })
  const owner = actorOf({ token: () => TOKENS.writer })
  const queue = createUploadQueue({
    actor: () => owner,
    apiFor: () => api,
    cacheFor: () => queryClient,
  })
  proxy.add({ method: 'PATCH', path: /uploads/ }, fault)
  const file = new File([new Uint8Array(17 * 1024 ** 2)], 'large.bin')
  const fields = { resourceType: 'Binary', contentType: 'application/octet-stream' } as const
  queue.add([{ org: 'a', file, name: 'large.bin', folder: '', fields, target: { kind: 'create' } }])
  const upload = () => {
    const id = queue.get().items[0]?.location?.split('/').at(-1) ?? ''
    const of = { organizationId: 'a', owner: 'writer', id }
    return { find: () => server.store.uploads.find(of) }
  }
  return { proxy, queue, file, upload }
}

test('what is dropped by signing out, while it is sent, takes no room on the server any more', async () => {
  const { proxy, queue, upload } = await sendingLarge({ kind: 'delay', milliseconds: 60_000 })
  // The queue hears of its place a moment after the first part goes there.
  const isSending = () =>
    queue.get().items[0]?.location !== undefined &&
    proxy.seen.some(({ method }) => method === 'PATCH')
  await expect.poll(isSending, { timeout: 10_000 }).toBe(true)
  const { find } = upload()
  expect(await find()).toBeDefined()
  await queue.discard()
  expect(queue.get().items).toEqual([])
  expect(await find()).toBeUndefined()
  expect(proxy.seen.filter(({ method }) => method === 'POST')).toHaveLength(1)
})

test.each(['removed', 'cancelled, and cleared away', 'replaced by another file'])(
  'an upload in parts that is %s takes no room on the server any more',
  async (how) => {
    const { queue, file, upload } = await sendingLarge({ kind: 'answer', status: 403 })
    await expect.poll(() => queue.get().items[0]?.state.kind).toBe('failed')

    const { key = '' } = queue.get().items[0] ?? {}
    const { find } = upload()
    expect(await find()).toMatchObject({ offset: 0, length: file.size })
    if (how === 'removed') queue.command(key, { type: 'removed' })
    else if (how.startsWith('replaced')) {
      queue.command(key, { type: 'chosen-again', file: new File(['another'], 'large.bin') })
    } else {
      queue.pause()
      queue.retryAll()
      queue.command(key, { type: 'cancelled' })
      queue.clearFinished()
    }
    await expect.poll(find).toBeUndefined()
  },
)

test.each([
  ['removed', { kind: 'failed', failure: passing }, 1],
  ['removed', { kind: 'waiting' }, 0],
  ['cancelled', { kind: 'waiting' }, 1],
  ['paused', { kind: 'waiting' }, 0],
] as const)('where a file is %s, its bytes are let go once it is not sent: %o', (...given) => {
  const [type, state, count] = given
  const before = queueOf(itemOf('a', state), itemOf('b', { kind: 'waiting' }))
  const event = { type, key: 'a' } as const
  const files = unwantedFiles(before, reduce(before, event), event)
  expect(files).toEqual(before.items.slice(0, count).map(({ file }) => file))
})
