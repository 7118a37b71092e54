import { rename } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { client } from '#test/test-client.ts'
import { testServer } from '#test/test-server.ts'

const ANYBODY = { token: null }

test('/readyz tells what each check found, and /healthz stays well whatever it is', async () => {
  await using server = await testServer()
  const { get, ask } = client(server)
  const answer = await get('/readyz', ANYBODY)
  expect([answer.status, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    200,
    'application/json; charset=utf-8',
    'no-store',
  ])
  expect(JSON.parse(answer.text)).toMatchObject({
    status: 'ok',
    checks: { database: 'ok', content: 'ok', space: 'ok' },
  })
  expect((await ask('HEAD', '/readyz', ANYBODY)).status).toBe(200)
})

test('/readyz is 503 while something has failed, and names it without a path', async () => {
  await using server = await testServer()
  const { get } = client(server)
  const contents = `${server.folder}/data/contents`
  await rename(contents, `${contents}-away`)
  const answer = await get('/readyz', ANYBODY)
  expect(answer.status).toBe(503)
  expect(JSON.parse(answer.text)).toMatchObject({
    status: 'failed',
    checks: { database: 'ok', content: { failed: expect.stringContaining('missing') } },
  })
  expect(answer.text).not.toContain(server.folder)
  expect((await get('/healthz', ANYBODY)).status).toBe(200)
  await rename(`${contents}-away`, contents)
})
