import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { BadSetting, secret } from './read-setting.ts'

const folder = mkdtempSync(join(tmpdir(), 'binnacle-secret-'))
afterAll(() => rmSync(folder, { recursive: true }))

function fileOf(content: string | Uint8Array): string {
  const path = join(folder, 'hidden-place')
  writeFileSync(path, content)
  return path
}

const read = (env: Record<string, string>) => secret(env, 'THE_KEY')

describe('a secret', () => {
  test.each(['s3cret', 's3cret\n', 's3cret\r\n', '\uFEFFs3cret\n\n'])(
    'comes from a file, without what surrounds it: %j',
    (content) => {
      expect(read({ THE_KEY_FILE: fileOf(content) })).toBe('s3cret')
    },
  )

  test('is the value itself without a file, and nothing without both', () => {
    expect(read({ THE_KEY: 's3cret', THE_KEY_FILE: ' ' })).toBe('s3cret')
    expect(read({ THE_KEY: '' })).toBeUndefined()
  })

  test.each([
    ['is set both ways', () => ({ THE_KEY: 's3cret', THE_KEY_FILE: fileOf('s3cret') })],
    ['has a file that is not there', () => ({ THE_KEY_FILE: join(folder, 'hidden-place-2') })],
    ['has a folder for a file', () => ({ THE_KEY_FILE: folder })],
    ['has an empty file', () => ({ THE_KEY_FILE: fileOf('\n') })],
    ['has a file without end', () => ({ THE_KEY_FILE: '/dev/zero' })],
    [
      'has a file that is not text',
      () => ({ THE_KEY_FILE: fileOf(Uint8Array.of(0xff, 0x73, 0x33)) }),
    ],
    ['stands where its file is named', () => ({ THE_KEY_FILE: 's3cret' })],
  ])('that %s is refused in one line, without it or a path', (_, env) => {
    expect(() => read(env())).toThrow(BadSetting)
    expect(() => read(env())).toThrow(/^THE_KEY[^\n]*THE_KEY_FILE|^THE_KEY_FILE [^\n]*\.$/)
    expect(() => read(env())).not.toThrow(/s3cret|hidden-place|\/dev/)
  })
})
