import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseSettings } from './settings-file.ts'

test('reads a line for each setting', () => {
  const text = [
    '\uFEFF# where it is',
    '',
    'BINNACLE_DATA=/srv/data',
    'export BINNACLE_DATABASE="postgres://me:p=w#d@host/db?pool=6"\r',
    '  BINNACLE_CONTENT = no',
  ]
  expect(parseSettings(text.join('\n'))).toEqual({ wrongLine: 5 })
  expect(parseSettings(text.slice(0, 4).join('\n'))).toEqual({
    env: {
      BINNACLE_DATA: '/srv/data',
      BINNACLE_DATABASE: 'postgres://me:p=w#d@host/db?pool=6',
    },
  })
  expect(parseSettings("A='x y'\nB= y \nA='")).toEqual({ env: { A: "'", B: 'y' } })
})

test('gives back any value of a line', () => {
  const name = fc.stringMatching(/^[A-Z_][A-Z\d_]{0,20}$/)
  const value = fc.string({ unit: 'grapheme' }).filter((one) => !/[\r\n]/.test(one))
  fc.assert(
    fc.property(fc.dictionary(name, value), (env) => {
      const lines = Object.entries(env).map(([key, text]) => `${key}="${text}"`)
      expect(parseSettings(lines.join('\n'))).toEqual({ env })
    }),
  )
})
