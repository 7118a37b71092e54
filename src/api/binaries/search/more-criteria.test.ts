import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { FILENAME_SYSTEM } from '#fhir/binary/binary.ts'
import { matchesCriteria } from '#fhir/search/match.ts'
import { parseBinaryCriteria } from '#fhir/search/parse.ts'
import type { Binary } from '#fhir/types.ts'
import { matchesMore, prepareMore } from './more-criteria.ts'
import { MORE_NAMES, type MoreCriteria } from './search-types.ts'

const file: Binary = {
  resourceType: 'Binary',
  id: 'a-1',
  contentType: 'application/pdf;version=1.7',
  securityContext: { reference: 'Patient/3310', display: 'Jane Doe' },
  meta: {
    versionId: '1',
    lastUpdated: new Date(2026, 4, 3, 12).toISOString(),
    tag: [{ system: FILENAME_SYSTEM, code: 'Discharge letter.pdf' }],
  },
}

describe('what a file is judged by', () => {
  test.each<[MoreCriteria, boolean]>([
    [{ find: 'jane 3310' }, true],
    [{ find: 'jane 3311' }, false],
    [{ 'security-context': 'Patient/3310' }, true],
    [{ 'security-context': 'Patient/331' }, false],
    [{ 'security-context': 'doe' }, true],
    [{ 'security-context:missing': 'true' }, false],
    [{ name: 'charge etter' }, true],
    [{ name: 'disc le' }, true],
    [{ name: 'et' }, false],
    [{ 'content-type': 'text/plain,application/pdf' }, true],
    [{ 'content-type': 'image/*' }, false],
    [{ _lastUpdated: '2026-05-03..2026-05-03' }, true],
    [{ _lastUpdated: '2026-05-04..' }, false],
    [{ _lastUpdated: '..2026-05-02' }, false],
    [{ _content: 'potassium' }, true],
    [{ find: 'jane', 'content-type': 'image/*' }, false],
  ])('%o: %s', (more, is) => {
    expect(matchesMore(file, more)).toBe(is)
  })
})

test('a server is asked for what it declares, and nothing else', () => {
  const prepared = prepareMore({ find: 'jane, 3310|x', name: 'a b', _content: 'k' }, [
    'find',
    '_id',
  ])
  expect(prepared.params).toEqual([['find', 'jane\\, 3310\\|x']])
  expect(prepared.undeclared).toEqual(['name', '_content'])
  expect(prepareMore({ name: 'two words of' }, ['name']).params).toEqual([
    ['name:contains', 'two'],
    ['name:contains', 'words'],
    ['name', 'of'],
  ])
  const without = prepareMore({ 'security-context:missing': 'true' }, ['security-context'])
  expect(without.params).toEqual([['security-context:missing', 'true']])
  expect(without.undeclared).toEqual([])
})

test('days go out as instants of the reader’s zone, the last one included', () => {
  const { params } = prepareMore({ _lastUpdated: '2026-05-01..2026-05-31' }, ['_lastUpdated'])
  const [from, before] = [new Date(2026, 4, 1), new Date(2026, 5, 1)]
  const criteria = parseBinaryCriteria(params)
  expect(criteria.lastUpdated.map(([one]) => [one?.prefix, one?.from])).toEqual([
    ['ge', from.getTime()],
    ['lt', before.getTime()],
  ])
})

test('what a server reads of it is what the console would find', () => {
  const word = fc.stringMatching(/^[a-zé0-9,|$\\]{1,6}$/)
  const text = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join(' '))
  const more = fc.record(
    {
      find: text,
      name: text,
      'security-context': text,
      'security-context:missing': fc.constant('true'),
    },
    { requiredKeys: [] },
  )
  const binary = fc
    .record({
      id: fc.stringMatching(/^[a-z0-9-]{1,8}$/),
      display: text,
      name: text,
      has: fc.boolean(),
    })
    .map(({ id, display, name, has }): Binary => ({
      resourceType: 'Binary',
      id,
      contentType: 'text/plain',
      meta: { tag: [{ system: FILENAME_SYSTEM, code: name }] },
      ...(has ? { securityContext: { reference: `Patient/${id}`, display } } : {}),
    }))
  fc.assert(
    fc.property(more, binary, (asked, one) => {
      const { params } = prepareMore(asked, MORE_NAMES)
      expect(matchesCriteria(one, parseBinaryCriteria(params))).toBe(matchesMore(one, asked))
    }),
    { numRuns: 500 },
  )
})
