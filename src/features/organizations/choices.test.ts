import { expect, test } from 'vitest'
import { filterChoices, onlyChoice, organizationChoices, organizationName } from './choices.ts'
import { parseKnown } from './recent.ts'

const list = {
  known: true,
  organizations: [
    { id: '0f3c', slug: 'demo', name: 'Demo clinic' },
    { id: '0f3d', slug: 'north', name: 'North' },
  ],
}
const none = { known: false, organizations: [] }

test('each organization once, by id or slug, under the name that the server gives', () => {
  const choices = organizationChoices(
    list,
    [
      { id: '0f3c', name: 'Old name' },
      { id: 'south', name: 'South' },
    ],
    [
      { id: 'demo', name: 'demo' },
      { id: 'south', name: 'south' },
      { id: 'west', name: 'West' },
    ],
  )
  expect(choices.map(({ id, name, source }) => `${id} ${name} ${source}`)).toEqual([
    'demo Demo clinic server',
    'north North server',
    'south South config',
    'west West recent',
  ])
  expect(onlyChoice(list, choices)).toBeUndefined()
  expect(organizationName('0f3c', list, choices)).toBe('Demo clinic')
  expect(organizationName('west', list, choices)).toBe('West')
  expect(organizationName('elsewhere', list, choices)).toBe('elsewhere')
})

test('one alone is opened without asking, but not one that is merely remembered', () => {
  const configured = organizationChoices(none, [{ id: 'a', name: 'A' }], [{ id: 'b', name: 'B' }])
  expect(onlyChoice(none, configured)?.id).toBe('a')
  expect(onlyChoice(none, organizationChoices(none, [], [{ id: 'b', name: 'B' }]))).toBeUndefined()
  expect(onlyChoice(undefined, configured)).toBeUndefined()
})

test('a filter goes by name and id, whatever the case', () => {
  const choices = organizationChoices(none, [{ id: 'ward-7', name: 'Nordklinik' }], [])
  expect(filterChoices(choices, ' nord ')).toEqual(choices)
  expect(filterChoices(choices, 'WARD')).toEqual(choices)
  expect(filterChoices(choices, '')).toEqual(choices)
  expect(filterChoices(choices, 'south')).toEqual([])
})

test.each([null, 'x', [1, null], [{ id: 7, name: 'A' }], [{ id: '', name: 'A' }], {}])(
  'a storage that holds %j yields nothing',
  (kept) => expect(parseKnown(kept)).toEqual([]),
)
