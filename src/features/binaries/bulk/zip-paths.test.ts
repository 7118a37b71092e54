import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withFileName, withFolder } from '#fhir/binary/binary.ts'
import { zipPaths } from './zip-paths.ts'

const row = (name: string, folder = '', id = 'id-1') => ({
  id,
  binary: withFolder(withFileName({ resourceType: 'Binary', id }, name), folder),
})

test('files go back into their folders, and equal names stay apart', () => {
  expect(
    zipPaths([
      row('scan.txt', 'ward/monday'),
      row('scan.txt', 'ward/tuesday'),
      row('scan.txt', 'ward/monday'),
      row('SCAN.txt', 'Ward/Monday'),
      row(''),
      row('.profile'),
    ]),
  ).toEqual([
    'ward/monday/scan.txt',
    'ward/tuesday/scan.txt',
    'ward/monday/scan (2).txt',
    'Ward/Monday/SCAN (3).txt',
    'id-1',
    'profile',
  ])
})

test.each([
  ['../../etc/passwd', '', '_.._etc_passwd'],
  ['a.txt', '../..', 'a.txt'],
  ['a.txt', '/etc/', 'etc/a.txt'],
  ['a.txt', String.raw`C:\Windows`, 'C_/Windows/a.txt'],
  ['con.txt', 'aux', '_aux/_con.txt'],
  ['what?.txt', 'a:b', 'a_b/what_.txt'],
  ['end. ', 'dots...', 'dots/end'],
  ['annex\u202Egpj.exe', '', 'annexgpj.exe'],
  ['manifest.json', '', 'manifest (2).json'],
])('%j in %j is unpacked as %j', (name, folder, path) => {
  expect(zipPaths([row(name, folder)])).toEqual([path])
})

test('long names stay apart within 255 bytes, and keep their endings', () => {
  const long = `${'ä'.repeat(200)}.pdf`
  const paths = zipPaths(Array.from({ length: 12 }, () => row(long, long)))
  expect(new Set(paths).size).toBe(12)
  for (const part of paths.flatMap((path) => path.split('/'))) {
    expect(Buffer.byteLength(part)).toBeLessThanOrEqual(255)
    expect(part).toMatch(/\.pdf$/)
  }
})

test('no file has the path of a folder', () => {
  expect(zipPaths([row('a'), row('b', 'a')])).toEqual(['a (2)', 'a/b'])
})

test('whatever is stored, paths are unique, stay inside, and none is a folder of another', () => {
  const part = fc.oneof(
    fc.constantFrom('..', '.', '', 'a', 'A', 'a (2)', 'con', '/', '\\', 'a.txt', 'manifest.json'),
    fc.string(),
  )
  const folder = fc.array(part, { maxLength: 3 }).map((parts) => parts.join('/'))
  fc.assert(
    fc.property(fc.array(fc.tuple(part, folder), { maxLength: 12 }), (files) => {
      const paths = zipPaths(files.map(([name, of], at) => row(name, of, `id-${at}`)))
      const keys = paths.map((path) => path.normalize('NFC').toLowerCase())
      expect(new Set(keys).size).toBe(files.length)
      for (const key of keys) {
        expect(key.split('/')).not.toContain('')
        expect(key.split('/')).not.toContain('..')
        expect(key).not.toMatch(/[\\:*?"<>|]/)
        expect(keys.some((other) => other.startsWith(`${key}/`))).toBe(false)
      }
    }),
  )
})
