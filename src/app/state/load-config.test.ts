import { expect, test } from 'vitest'
import { defaultConfig } from '#site/console-config.ts'
import { loadConfig } from './load-config.ts'

function answer(body: string, status = 200): typeof fetch {
  return () => Promise.resolve(new Response(body, { status }))
}

test('no file means the defaults, for a server that has none and says so', async () => {
  await expect(loadConfig(answer('', 404), '')).resolves.toEqual({
    ok: true,
    config: defaultConfig,
  })
})

test.each([
  ['{"idleMinutes": 5,}', 200],
  ['<!doctype html>', 200],
  ['', 200],
  ['{}', 500],
])('%j with status %d is told as a broken file', async (body, status) => {
  const loaded = await loadConfig(answer(body, status), '')
  expect(loaded.ok ? [] : loaded.problems.map(({ key }) => key)).toEqual(['config.json'])
})

test('a server that does not answer is not an exception', async () => {
  const loaded = await loadConfig(() => Promise.reject(new TypeError('Failed to fetch')), '')
  expect(loaded).toMatchObject({ ok: false, problems: [{ found: 'no answer' }] })
})

test('below a path the file is there, and the API too unless the file says otherwise', async () => {
  const asked: unknown[] = []
  const load: typeof fetch = async (address) => {
    asked.push(address)
    return new Response('{}')
  }
  const loaded = await loadConfig(load, '/files')
  expect(asked).toEqual(['/files/config.json'])
  expect(loaded).toMatchObject({ ok: true, config: { apiBase: '/files' } })
})
