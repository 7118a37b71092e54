import { expect, onTestFinished, test } from 'vitest'
import { actorOf } from '#test/actor.ts'
import { connect } from '#test/connect-api.ts'
import { startFaultProxy } from '#test/fault-proxy.ts'
import { testServer, TOKENS } from '#test/test-server.ts'
import { createUploadQueue } from './upload-queue.ts'

test.each(['removed', 'cancelled, and cleared away', 'replaced by another file'])(
  'an upload in parts that is %s takes no room on the server any more',
  async (how) => {
    await using server = await testServer()
    const proxy = await startFaultProxy(await server.listen())
    onTestFinished(() => proxy.stop())
    const { api, queryClient } = connect(proxy.url, { token: () => TOKENS.writer })
    const owner = actorOf({ token: () => TOKENS.writer })
    const queue = createUploadQueue({
      actor: () => owner,
      apiFor: () => api,
      cacheFor: () => queryClient,
    })
    proxy.add({ method: 'PATCH', path: /uploads/ }, { kind: 'answer', status: 403 })
    const file = new File([new Uint8Array(17 * 1024 ** 2)], 'large.bin')
    const fields = { resourceType: 'Binary', contentType: 'application/octet-stream' } as const
    queue.add([
      { org: 'a', file, name: 'large.bin', folder: '', fields, target: { kind: 'create' } },
    ])
    await expect.poll(() => queue.get().items[0]?.state.kind).toBe('failed')

    const { key = '', location } = queue.get().items[0] ?? {}
    const id = location?.split('/').at(-1) ?? ''
    const upload = () => server.store.uploads.find({ organizationId: 'a', owner: 'writer', id })
    expect(await upload()).toMatchObject({ offset: 0, length: file.size })
    if (how === 'removed') queue.command(key, { type: 'removed' })
    else if (how.startsWith('replaced')) {
      queue.command(key, { type: 'chosen-again', file: new File(['another'], 'large.bin') })
    } else {
      queue.pause()
      queue.retryAll()
      queue.command(key, { type: 'cancelled' })
      queue.clearFinished()
    }
    await expect.poll(upload).toBeUndefined()
  },
)
