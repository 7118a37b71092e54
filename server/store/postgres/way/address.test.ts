import { expect, test } from 'vitest'
import { StoreUnavailable } from '../../errors.ts'
import { addressOf } from './address.ts'

test('takes what is ours out of the address', () => {
  const url = 'postgres://user:p%40ss@host:5433/name'
  expect(addressOf(url)).toEqual({ connectionString: url, schema: 'binnacle', most: 10 })
  expect(addressOf(`${url}?schema=one_2&pool=20&connect_timeout=3`)).toEqual({
    connectionString: `${url}?connect_timeout=3`,
    schema: 'one_2',
    most: 20,
  })
})

test.each([
  ['prefer', 'verify-full'],
  ['require', 'verify-full'],
  ['verify-ca', 'verify-full'],
  ['verify-full', 'verify-full'],
  ['no-verify', 'no-verify'],
  ['disable', 'disable'],
])('sslmode=%s is %s', (asked, taken) => {
  const { connectionString } = addressOf(`postgres://user@host/name?sslmode=${asked}`)
  expect(new URL(connectionString).searchParams.get('sslmode')).toBe(taken)
})

test.each(['schema=', 'schema=a;drop', 'schema=A', 'schema=1a', 'pool=1', 'pool=x', 'pool=1e9'])(
  '%s is refused, and the password is not repeated',
  (wrong) => {
    const opening = () => addressOf(`postgres://user:secret-word@host/name?${wrong}`)
    expect(opening).toThrow(StoreUnavailable)
    expect(opening).toThrow(/^(?!.*secret-word)/)
  },
)
