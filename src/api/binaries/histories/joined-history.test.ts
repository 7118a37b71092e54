import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { HistoryEntry } from '#fhir/bundle.ts'
import { joinHistories } from './joined-history.ts'

function entry(id: string, versionId: number, second: number): HistoryEntry {
  const lastUpdated = new Date(second * 1000).toISOString()
  return { id, versionId: String(versionId), kind: 'version', lastUpdated }
}

test('what could have gaps is left out', () => {
  const a = { entries: [entry('a', 2, 90), entry('a', 1, 10)], more: false }
  const b = { entries: [entry('b', 5, 80), entry('b', 4, 50)], more: true }
  const keysOf = (entries: HistoryEntry[]) =>
    entries.map(({ id, versionId }) => `${id}${versionId}`)
  expect(keysOf(joinHistories([a, b], undefined))).toEqual(['a2', 'b5', 'b4'])
  expect(keysOf(joinHistories([a, b], new Date(70_000).toISOString()))).toEqual(['a2', 'b5'])
  expect(keysOf(joinHistories([a], undefined))).toEqual(['a2', 'a1'])
})

test('however much was read, it is the beginning of the whole timeline', () => {
  const file = fc.array(fc.nat(50), { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(
      fc.array(file, { minLength: 1, maxLength: 6 }),
      fc.nat(6),
      fc.nat(6),
      (times, files, kept) => {
        const whole = times
          .map((seconds, at) =>
            seconds
              .toSorted((one, other) => other - one)
              .map((second, index) => entry(`f${at}`, seconds.length - index, second)),
          )
          .toSorted((one, other) => timeOf(other[0]) - timeOf(one[0]))
        const all = joinHistories(
          whole.map((entries) => ({ entries, more: false })),
          undefined,
        )
        const read = whole.slice(0, files).map((entries) => ({
          entries: entries.slice(0, Math.max(1, kept)),
          more: entries.length > Math.max(1, kept),
        }))
        const shown = joinHistories(read, whole[files]?.[0]?.lastUpdated)
        expect(all).toHaveLength(times.flat().length)
        // Entries of the very second at which gaps may begin can stand in any order.
        const last = timeOf(shown.at(-1))
        const before = all.filter((one) => timeOf(one) > last)
        expect(shown.filter((one) => timeOf(one) > last)).toEqual(before)
      },
    ),
  )
})

function timeOf(of: HistoryEntry | undefined): number {
  return Date.parse(of?.lastUpdated ?? '')
}
