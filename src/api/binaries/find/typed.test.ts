import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readTyped } from './typed.ts'

const uuid = '3f2b8c1e-0000-4000-8000-00000000000a'

test.each([
  ['', { kind: 'nothing' }],
  ['  ', { kind: 'nothing' }],
  ['discharge  letter 3310 ', { kind: 'words', words: 'discharge letter 3310', ids: [] }],
  ['3310', { kind: 'words', words: '3310', ids: ['3310'] }],
  ['letter', { kind: 'words', words: 'letter', ids: ['letter'] }],
  ['letter.pdf', { kind: 'words', words: 'letter.pdf', ids: ['letter.pdf'] }],
  ['Müller', { kind: 'words', words: 'Müller', ids: [] }],
  ['Patient/3310', { kind: 'words', words: 'Patient/3310', ids: [] }],
  ['a-1, b-2', { kind: 'words', words: 'a-1 b-2', ids: ['a-1', 'b-2'] }],
  ['letter, 3310', { kind: 'words', words: 'letter 3310', ids: [] }],
  ['Binary/a', { kind: 'ids', ids: ['a'] }],
  ['https://x.example/fhir/Binary/a/_history/2', { kind: 'ids', ids: ['a'] }],
  ['/o/north/Binary/a?x=1 Binary/b', { kind: 'ids', ids: ['a', 'b'] }],
  [uuid, { kind: 'ids', ids: [uuid] }],
  [`urn:uuid:${uuid}`, { kind: 'ids', ids: [uuid] }],
  [`["${uuid}", "Binary/b"]`, { kind: 'ids', ids: [uuid, 'b'] }],
  [`${uuid}\tb`, { kind: 'words', words: `${uuid} b`, ids: [] }],
  ['01ARZ3NDEKTSV4RRFFQ69G5FAV', { kind: 'ids', ids: ['01ARZ3NDEKTSV4RRFFQ69G5FAV'] }],
  [
    'scan-2026-05-01-discharge.pdf',
    {
      kind: 'words',
      words: 'scan-2026-05-01-discharge.pdf',
      ids: ['scan-2026-05-01-discharge.pdf'],
    },
  ],
  [
    'deadbeefdeadbeefdeadbeef',
    { kind: 'words', words: 'deadbeefdeadbeefdeadbeef', ids: ['deadbeefdeadbeefdeadbeef'] },
  ],
])('%j', (text, typed) => {
  expect(readTyped(text)).toEqual(typed)
})

test('any text is read, and words lose nothing but what stands between them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const typed = readTyped(text)
      if (typed.kind === 'words') {
        expect(typed.words.replaceAll(/[,;\s]/g, '')).toBe(text.replaceAll(/[,;\s]/g, ''))
        expect(readTyped(typed.words)).toMatchObject({ words: typed.words })
      }
      if (typed.kind === 'nothing') expect(text.replaceAll(/[,;\s]/g, '')).toBe('')
    }),
  )
})
