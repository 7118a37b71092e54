import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseInstant } from './instant.ts'

describe('parseInstant', () => {
  it('reads whatever JavaScript writes', () => {
    const date = fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59.999Z'),
      noInvalidDate: true,
    })
    fc.assert(
      fc.property(date, (instant) => {
        expect(parseInstant(instant.toISOString())).toEqual(instant)
      }),
    )
  })

  it.each([
    ['2026-05-03T14:05:00+02:00', '2026-05-03T12:05:00.000Z'],
    ['2026-05-03T14:05:00-03:30', '2026-05-03T17:35:00.000Z'],
    ['2026-05-03T14:05:00.5Z', '2026-05-03T14:05:00.500Z'],
    ['2026-05-03T14:05:00.123456789Z', '2026-05-03T14:05:00.123Z'],
    ['2024-02-29T00:00:00Z', '2024-02-29T00:00:00.000Z'],
    ['2016-12-31T23:59:60Z', '2017-01-01T00:00:00.000Z'],
    ['0099-01-01T00:00:00Z', '0099-01-01T00:00:00.000Z'],
  ])('reads %s', (text, expected) => {
    expect(parseInstant(text)?.toISOString()).toBe(expected)
  })

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-00-10T00:00:00Z',
    '2026-01-00T00:00:00Z',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:60:00Z',
    '2026-01-01T00:00:61Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00Z',
    '2026-01-01',
    '2026-01-01T00:00:00+14:01',
    '2026-01-01T00:00:00 01:00',
    '0000-01-01T00:00:00Z',
    '2026-01-01T00:00:00.Z',
    '2026-01-01t00:00:00z',
    ' 2026-01-01T00:00:00Z',
    '２026-01-01T00:00:00Z',
    'yesterday',
    '',
  ])('refuses %j', (text) => {
    expect(parseInstant(text)).toBeUndefined()
  })
})
