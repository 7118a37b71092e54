import { expect, test } from 'vitest'
import { readContents } from './contents.ts'
import { BadSetting } from './read-setting.ts'

const KEYS = { AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: 'a-secret' }

test('contents are in the data folder, unless a bucket is named', () => {
  expect(readContents({})).toEqual({ kind: 'folder' })
  expect(readContents({ BINNACLE_CONTENT: 'folder:' })).toEqual({ kind: 'folder' })
  expect(readContents({ BINNACLE_CONTENT: 's3://a-bucket', ...KEYS })).toEqual({
    kind: 's3',
    bucket: 'a-bucket',
    prefix: '',
    region: 'us-east-1',
    endpoint: 'https://s3.us-east-1.amazonaws.com',
    pathStyle: false,
    keys: { kind: 'fixed', accessKeyId: 'an-id', secretAccessKey: 'a-secret' },
  })
})

test('another server is spoken to by its address, with the bucket in the path', () => {
  const env = {
    BINNACLE_CONTENT: 's3://a-bucket/a/b/',
    BINNACLE_S3_ENDPOINT: 'http://127.0.0.1:9000/',
    BINNACLE_S3_REGION: 'here',
    BINNACLE_S3_ACCESS_KEY_ID: 'ours',
    BINNACLE_S3_SECRET_ACCESS_KEY: 'our-secret',
    BINNACLE_S3_SESSION_TOKEN: 'our-token',
    ...KEYS,
  }
  expect(readContents(env)).toMatchObject({
    prefix: 'a/b/',
    region: 'here',
    endpoint: 'http://127.0.0.1:9000',
    pathStyle: true,
    keys: { accessKeyId: 'ours', secretAccessKey: 'our-secret', sessionToken: 'our-token' },
  })
  expect(readContents({ ...env, BINNACLE_S3_PATH_STYLE: '0' })).toMatchObject({ pathStyle: false })
})

test('without keys, the container or the machine gives some', () => {
  const env = { BINNACLE_CONTENT: 's3://a-bucket' }
  expect(readContents(env)).toMatchObject({
    keys: { kind: 'instance', endpoint: 'http://169.254.169.254' },
  })
  expect(
    readContents({ ...env, AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials' }),
  ).toMatchObject({ keys: { kind: 'container', url: 'http://169.254.170.2/v2/credentials' } })
})

test.each([
  [{ BINNACLE_CONTENT: 's3://UPPER' }, 'BINNACLE_CONTENT'],
  [{ BINNACLE_CONTENT: 's3://a-bucket/a/../b' }, 'BINNACLE_CONTENT'],
  [{ BINNACLE_CONTENT: 's3://a-bucket/a b' }, 'BINNACLE_CONTENT'],
  [{ BINNACLE_CONTENT: '/a/folder' }, 'BINNACLE_CONTENT'],
  [{ BINNACLE_CONTENT: 's3://a-bucket', BINNACLE_S3_ENDPOINT: 'http://h/p' }, 'without a path'],
  [{ BINNACLE_CONTENT: 's3://a-bucket', BINNACLE_S3_REGION: 'a b' }, 'BINNACLE_S3_REGION'],
  [{ BINNACLE_CONTENT: 's3://a-bucket', AWS_ACCESS_KEY_ID: 'an-id' }, 'belong together'],
  [{ BINNACLE_S3_ENDPOINT: 'http://h' }, 'says nothing without BINNACLE_CONTENT'],
])('%j is refused', (env, message) => {
  expect(() => readContents(env)).toThrow(BadSetting)
  expect(() => readContents(env)).toThrow(message)
})
