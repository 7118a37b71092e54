import { expect, test } from 'vitest'
import { abilitiesOf } from './abilities.ts'

const undeclared = { updateCreate: false, conditionalCreate: false, batch: false, searchParams: [] }

test('each ability by what the statement says', () => {
  const abilities = abilitiesOf({
    known: true,
    raw: true,
    interactions: ['read', 'vread'],
    ...undeclared,
  })
  expect(abilities.filter(({ able }) => able === 'yes').map(({ words }) => words)).toEqual([
    'Open files',
    'Open earlier versions',
    'Send and receive files directly, without base64',
  ])
})

test('a server that says nothing is not said to be unable', () => {
  const abilities = abilitiesOf({ known: false, raw: false, interactions: [], ...undeclared })
  expect(new Set(abilities.slice(0, -1).map(({ able }) => able))).toEqual(new Set(['unknown']))
  expect(abilities.at(-1)?.able).toBe('no')
})
