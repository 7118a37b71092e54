import { expect, onTestFinished, test } from 'vitest'
import { isApiError } from '#api/transport/errors.ts'
import { testServer } from '#test/test-server.ts'
import { createTokenCheck } from './check-token.ts'

test('a code that has signed in is worthless, in the same page too', async () => {
  const server = await testServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const check = createTokenCheck(await server.listen(), () => [])
  const code = { kind: 'code', text: await server.signIn.offer() } as const
  const { signal } = new AbortController()
  const accepted = await check(code, signal)
  expect(accepted).toMatchObject({ subjectFrom: 'server' })
  const again = await check(code, signal).catch((error: unknown) => error)
  expect(isApiError(again, 'unauthorized')).toBe(true)
  expect(await check({ kind: 'token', text: accepted.token }, signal)).toEqual(accepted)
})
