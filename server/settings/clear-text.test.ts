import { expect, test } from 'vitest'
import type { ContentPlace } from '#server/store/places.ts'
import { clearTextWarnings } from './clear-text.ts'

const warningsOf = (url: string) =>
  clearTextWarnings({ folder: '', database: { kind: 'postgres', url } })

test.each([
  'postgres://binnacle:secret@database/name',
  'postgres://binnacle@10.0.0.7:5432/name?schema=one',
  'postgres://binnacle@database/name?sslmode=disable',
  'postgres:///name?host=database',
  'postgres://binnacle@[fd00::1]/name',
])('%s can be read on the way, which is said without the address', (url) => {
  const [warning = '', ...others] = warningsOf(url)
  expect(warning).toContain('sslmode=verify-full')
  expect(warning).not.toMatch(/secret|10\.0\.0\.7|fd00/)
  expect(others).toEqual([])
})

test.each([
  'postgres://binnacle@database/name?sslmode=verify-full',
  'postgres://binnacle@database/name?sslmode=require',
  'postgres://binnacle@database/name?sslmode=no-verify',
  'postgres://binnacle@localhost/name',
  'postgres://binnacle@127.0.0.1:5433/name',
  'postgres://binnacle@[::1]/name',
  'postgres:///name?host=/var/run/postgresql',
  'postgres:///name',
])('%s can not', (url) => {
  expect(warningsOf(url)).toEqual([])
})

test.each([
  ['http://s3.example.org', 1],
  ['http://10.0.0.7:9000', 1],
  ['https://s3.example.org', 0],
  ['http://127.0.0.1:9000', 0],
  ['http://localhost:9000', 0],
  ['http://[::1]:9000', 0],
])('of a bucket at %s there are %i warnings', (endpoint, count) => {
  const keys = { kind: 'fixed', accessKeyId: 'A', secretAccessKey: 'a' } as const
  const place = { endpoint, region: 'here', bucket: 'b', pathStyle: true, prefix: '', keys }
  const contents: ContentPlace = { kind: 's3', ...place }
  expect(clearTextWarnings({ folder: '', database: { kind: 'sqlite' }, contents })).toHaveLength(
    count,
  )
})
