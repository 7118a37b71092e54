import { createServer } from 'node:http'
import type { IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { inspect } from 'node:util'
import { expect, onTestFinished, test } from 'vitest'
import { StoreUnavailable } from '../../errors.ts'
import { instanceKeys } from './instance-keys.ts'
import { renewedKeys } from './keys.ts'
import type { PassingKeys } from './keys.ts'

const GIVEN = {
  AccessKeyId: 'an-id',
  SecretAccessKey: 'a-secret',
  Token: 'a-token',
  Expiration: '2030-01-01T00:00:00Z',
}
const KEYS: PassingKeys = {
  accessKeyId: 'an-id',
  secretAccessKey: 'a-secret',
  sessionToken: 'a-token',
  expires: Date.parse(GIVEN.Expiration),
}

/** A machine's own address, at which it tells its keys. */
async function giver(answer: (request: IncomingMessage) => string | undefined): Promise<string> {
  const server = createServer((request, response) => {
    const text = answer(request)
    response.statusCode = text === undefined ? 404 : 200
    response.end(text)
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a machine gives the keys of its role to who shows a token', async () => {
  const endpoint = await giver(({ method, url, headers }) => {
    if (method === 'PUT')
      return url === '/latest/api/token' &&
        headers['x-aws-ec2-metadata-token-ttl-seconds'] !== undefined
        ? 'shown'
        : undefined
    if (headers['x-aws-ec2-metadata-token'] !== 'shown') return undefined
    if (url === '/latest/meta-data/iam/security-credentials/') return 'the-role'
    return url === '/latest/meta-data/iam/security-credentials/the-role'
      ? JSON.stringify(GIVEN)
      : undefined
  })
  expect(await instanceKeys({ kind: 'instance', endpoint })).toEqual(KEYS)
})

test('a container gives them to who has its token', async () => {
  const url = await giver(({ headers }) =>
    headers.authorization === 'let me' ? JSON.stringify(GIVEN) : undefined,
  )
  expect(await instanceKeys({ kind: 'container', url, token: 'let me' })).toEqual(KEYS)
  await expect(instanceKeys({ kind: 'container', url })).rejects.toThrow(StoreUnavailable)
})

test('what gives none, or something else, is said in one line', async () => {
  const url = await giver(() => '{"AccessKeyId": 7}')
  await expect(instanceKeys({ kind: 'container', url })).rejects.toThrow(/^There are no keys/)
  await expect(instanceKeys({ kind: 'instance', endpoint: 'http://127.0.0.1:1' })).rejects.toThrow(
    'Set AWS_ACCESS_KEY_ID',
  )
})

test('what is nearly an answer with keys is not told in the error', async () => {
  const url = await giver(() => '{"SecretAccessKey": a-secret}')
  const error: unknown = await instanceKeys({ kind: 'container', url }).catch(
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(StoreUnavailable)
  expect(inspect(error)).not.toContain('a-secret')
})

test('keys that end are asked for before they do, once for all, and the old ones hold meanwhile', async () => {
  let now = 0
  let asked = 0
  let isAway = false
  const source = renewedKeys(
    async () => {
      asked += 1
      if (isAway) throw new Error('away')
      return { accessKeyId: `id ${asked}`, secretAccessKey: 's', expires: now + 3_600_000 }
    },
    () => now,
  )
  const all = await Promise.all([source.current(), source.current(), source.current()])
  expect(new Set(all).size).toBe(1)
  now = 3_000_000
  expect((await source.current()).accessKeyId).toBe('id 1')
  expect(asked).toBe(1)
  now = 3_400_000
  isAway = true
  expect((await source.current()).accessKeyId).toBe('id 1')
  await expect.poll(() => asked).toBe(2)
  isAway = false
  now = 3_420_000
  expect((await source.current()).accessKeyId).toBe('id 1')
  await expect.poll(async () => (await source.current()).accessKeyId).toBe('id 3')
  isAway = true
  now = 9_000_000
  await expect(source.current()).rejects.toThrow('away')
})

test('keys that were refused are asked for anew', async () => {
  let asked = 0
  let now = 0
  const source = renewedKeys(
    async () => {
      asked += 1
      return { accessKeyId: `id ${asked}`, secretAccessKey: 's', expires: now + 3_600_000 }
    },
    () => now,
  )
  await source.current()
  now += 60_000
  source.refused()
  source.refused()
  expect((await source.current()).accessKeyId).toBe('id 2')
  // Of a request that was signed before that, nothing follows.
  source.refused()
  expect((await source.current()).accessKeyId).toBe('id 2')
})
