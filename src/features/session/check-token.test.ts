import { expect, onTestFinished, test } from 'vitest'
import { isApiError } from '#api/transport/errors.ts'
import { testServer, TOKENS } from '#test/test-server.ts'
import { createTokenCheck, endSession } from './check-token.ts'

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

test('a session that a link began ends with signing out, at the server too; a pasted token does not', async () => {
  const server = await testServer()
  onTestFinished(() => server[Symbol.asyncDispose]())
  const base = await server.listen()
  const check = createTokenCheck(base, () => [])
  const { signal } = new AbortController()
  const code = { kind: 'code', text: await server.signIn.offer() } as const
  const pasted = { kind: 'token', text: TOKENS.writer } as const
  for (const secret of [code, pasted]) {
    const accepted = await check(secret, signal)
    await endSession(base, accepted)
    const again = await check({ kind: 'token', text: accepted.token }, signal).catch(
      (error: unknown) => error,
    )
    expect(isApiError(again, 'unauthorized')).toBe(secret === code)
    // It is over already.
    await endSession(base, accepted)
  }
})
