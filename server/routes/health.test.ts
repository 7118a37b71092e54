import { rename } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
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
    checks: { database: 'ok', content: 'ok', migrations: 'ok', space: 'ok' },
  })
  expect((await ask('HEAD', '/readyz', ANYBODY)).status).toBe(200)
})

test('/readyz is 503 while something has failed, and names it without a path', async () => {
  await using server = await testServer()
  const { get } = client(server)
  const contents = `${server.folder}/data/contents`
  await rename(contents, `${contents}-away`)
  const answer = await get('/readyz', ANYBODY)
  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '5'])
  expect(JSON.parse(answer.text)).toMatchObject({
    status: 'failed',
    checks: { database: 'ok', content: { failed: expect.stringContaining('missing') } },
  })
  expect(answer.text).not.toContain(server.folder)
  expect((await get('/healthz', ANYBODY)).status).toBe(200)
  await rename(`${contents}-away`, contents)
})

test.each([
  [1, 'newer release'],
  [-1, 'older release'],
])('/readyz is 503 where the schema is %i steps from what this release knows', async (by, says) => {
  await using server = await testServer()
  const other = new DatabaseSync(`${server.folder}/data/binnacle.sqlite`)
  const { user_version } = other.prepare('pragma user_version').get() as { user_version: number }
  other.exec(`pragma user_version = ${user_version + by}`)
  other.close()
  const answer = await client(server).get('/readyz', ANYBODY)
  expect([answer.status, JSON.parse(answer.text)]).toEqual([
    503,
    expect.objectContaining({
      checks: expect.objectContaining({
        database: 'ok',
        migrations: { failed: expect.stringContaining(says) as string },
      }) as object,
    }) as object,
  ])
})
