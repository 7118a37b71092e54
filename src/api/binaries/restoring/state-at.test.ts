import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { HistoryEntry } from '#fhir/bundle.ts'
import type { Binary } from '#fhir/types.ts'
import type { BinaryState } from '../types.ts'
import { planFor, stateAt } from './state-at.ts'

const MAY = Date.parse('2026-05-03T10:00:00Z')

function entry(versionId: string, time: number | undefined, deleted = false): HistoryEntry {
  return {
    id: 'x',
    versionId,
    kind: deleted ? 'deletion' : 'version',
    ...(time === undefined ? {} : { lastUpdated: new Date(time).toISOString() }),
    ...(deleted ? {} : { resource: { resourceType: 'Binary', id: 'x' } as const }),
  }
}

/** A history by counted versions, some deletions, several of them at one time; newest first. */
const history = fc
  .array(fc.record({ wait: fc.integer({ min: 0, max: 3 }), deleted: fc.boolean() }), {
    maxLength: 12,
  })
  .map((steps) => {
    let time = MAY - 10
    return steps
      .map(({ wait, deleted }, index) => entry(String(index + 1), (time += wait), deleted))
      .toReversed()
  })
const instants = fc.integer({ min: MAY - 15, max: MAY + 30 })

describe('how it stood at an instant', () => {
  test('is the last version of a counted history that is not later', () => {
    fc.assert(
      fc.property(history, instants, (entries, instant) => {
        const last = entries.find(({ lastUpdated }) => Date.parse(lastUpdated ?? '') <= instant)
        const then = stateAt(entries, instant, true)
        if (last === undefined) expect(then).toEqual({ kind: 'absent' })
        else if (last.kind === 'deletion') expect(then).toEqual({ kind: 'deleted' })
        else expect(then).toMatchObject({ kind: 'live', versionId: last.versionId })
      }),
    )
  })

  test('two entries under one number are not a tie where a later one is there, whichever comes first', () => {
    const some = [entry('2', MAY, true), entry('3', MAY, false), entry('2', MAY, false)]
    for (const entries of [some, some.toReversed(), [some[0]!, some[2]!, some[1]!]]) {
      expect(stateAt(entries, MAY, true)).toMatchObject({ kind: 'live', versionId: '3' })
    }
  })

  test('does not depend on the order or on repeated entries, and is never later than the instant', () => {
    const anyIds = fc.array(
      fc.record({
        id: fc.constantFrom('1', '2', '3', 'a', 'b'),
        time: fc.option(fc.integer({ min: MAY - 2, max: MAY + 2 }), { nil: undefined }),
        deleted: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    fc.assert(
      fc.property(anyIds, instants, fc.infiniteStream(fc.nat()), (some, instant, random) => {
        const entries = some.map(({ id, time, deleted }) => entry(id, time, deleted))
        const order = new Map(entries.map((one) => [one, random.next().value ?? 0]))
        const shuffled = [...entries, ...entries.slice(0, 1)].toSorted(
          (one, other) => (order.get(one) ?? 0) - (order.get(other) ?? 0),
        )
        const then = stateAt(entries, instant, true)
        // A sentence may name another of several reasons.
        expect(stateAt(shuffled, instant, true)).toMatchObject(
          then.kind === 'unknown' ? { kind: 'unknown' } : then,
        )
        if (then.kind !== 'live') return
        const times = entries
          .filter(({ versionId, kind }) => versionId === then.versionId && kind === 'version')
          .map(({ lastUpdated }) => Date.parse(lastUpdated ?? ''))
        expect(times.some((time) => time <= instant)).toBe(true)
      }),
    )
  })

  it('is not known where the history ends before it, or may hide it', () => {
    const after = [entry('9', MAY + 5)]
    expect(stateAt(after, MAY, false).kind).toBe('unknown')
    expect(stateAt(after, MAY, true).kind).toBe('unknown')
    expect(stateAt([entry('1', MAY + 5)], MAY, true).kind).toBe('absent')
    const hidden = [entry('3', MAY + 5), entry('2', undefined, true), entry('1', MAY - 5)]
    expect(stateAt(hidden, MAY, true).kind).toBe('unknown')
    const before = [entry('3', MAY - 1), entry('2', undefined, true), entry('1', MAY - 5)]
    expect(stateAt(before, MAY, true)).toMatchObject({ kind: 'live', versionId: '3' })
    expect(stateAt([entry('a', MAY), entry('b', MAY)], MAY, true).kind).toBe('unknown')
  })
})

describe('what makes it so again', () => {
  const binary: Binary = { resourceType: 'Binary', id: 'x', contentType: 'text/plain' }
  const now: BinaryState = { state: 'live', versionId: '5', binary }
  const gone: BinaryState = { state: 'deleted', versionId: '6' }

  it('names the version, what it must find, and what would change', () => {
    const german = { ...binary, language: 'de' }
    expect(planFor(now, { kind: 'live', versionId: '2', binary: german })).toEqual({
      kind: 'restore',
      versionId: '2',
      replaces: { state: 'live', versionId: '5' },
      content: 'unknown',
      fields: ['Language'],
    })
    expect(planFor(gone, { kind: 'live', versionId: '2', binary })).toMatchObject({
      kind: 'restore',
      replaces: { state: 'deleted', versionId: '6' },
    })
  })

  it('changes nothing that is so already, and nothing that is not known', () => {
    const already = { kind: 'already', wasDeleted: false }
    expect(planFor(now, { kind: 'live', versionId: '5', binary })).toEqual(already)
    expect(planFor(gone, { kind: 'deleted' })).toEqual({ kind: 'already', wasDeleted: true })
    expect(planFor(now, { kind: 'deleted' }).kind).toBe('delete')
    expect(planFor(now, { kind: 'absent' })).toEqual({ kind: 'absent' })
    expect(planFor(now, { kind: 'unknown', why: 'No.' })).toEqual({ kind: 'unknown', why: 'No.' })
  })
})
