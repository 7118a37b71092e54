import fc from 'fast-check'
import { expect, test } from 'vitest'
import { AT, itemOf, passing } from '#test/upload-items.ts'
import type { ItemState, UploadItem } from '../queue/item.ts'
import { isRecord, itemOfRecord, ownerOf, recordOf } from './record.ts'

const of = { owner: ownerOf('/fhir', 'ada'), tab: 't', order: 1, savedAt: 2, begun: undefined }

const kept: ItemState[] = [
  { kind: 'paused' },
  { kind: 'failed', failure: passing },
  { kind: 'unsure' },
  {
    kind: 'conflict',
    remote: { kind: 'live', versionId: '2', binary: { resourceType: 'Binary' } },
  },
]
const open: ItemState[] = [
  { kind: 'waiting' },
  { kind: 'checking' },
  { kind: 'preparing', loaded: 1, total: 2 },
  { kind: 'sending', loaded: 1, total: 2, samples: [] },
  { kind: 'saving' },
  { kind: 'resting', until: 5, failure: passing, tries: 2 },
  { kind: 'missing' },
]
const finished: ItemState[] = [
  { kind: 'stored', id: 'x', versionId: '1', verified: true, found: false },
  { kind: 'cancelled' },
]

function roundTrip(item: UploadItem, begun?: string): UploadItem | undefined {
  const record = recordOf(item, { ...of, begun })
  return record && itemOfRecord(structuredClone(record))
}

test('nothing is kept of what is finished', () => {
  for (const state of finished) expect(roundTrip(itemOf('a', state))).toBeUndefined()
})

test('what needs the user comes back as it was, and all else as missing its file', () => {
  for (const state of kept) expect(roundTrip(itemOf('a', state))?.state).toEqual(state)
  for (const state of open)
    expect(roundTrip(itemOf('a', state))?.state).toEqual({ kind: 'missing' })
})

test('what may have begun is looked for first; what was in doubt before stays so since then', () => {
  const running = itemOf('a', { kind: 'saving' }, { startedAt: AT })
  expect(roundTrip(running)?.uncertainSince).toBe(AT)
  const earlier = '2026-11-01T00:00:00.000Z'
  expect(roundTrip({ ...running, uncertainSince: earlier })?.uncertainSince).toBe(earlier)
  expect(roundTrip(itemOf('a', { kind: 'waiting' }), AT)?.uncertainSince).toBe(AT)
  expect(roundTrip(itemOf('a', { kind: 'waiting' }))?.uncertainSince).toBeUndefined()
})

test('for any upload, all but the file comes back, and no byte is in the record', () => {
  const text = fc.option(fc.string(), { nil: undefined })
  const any = fc.record({
    name: fc.string(),
    folder: fc.string(),
    org: fc.string(),
    newId: fc.uuid(),
    sha256: text,
    location: text,
    state: fc.constantFrom(...kept, ...open),
  })
  fc.assert(
    fc.property(any, ({ state, ...more }) => {
      const item = itemOf('a', state, more)
      const record = recordOf(item, of)
      expect(Object.values(record?.item ?? {}).some((value) => value instanceof Blob)).toBe(false)
      const { file: _, state: __, ...others } = item
      expect(roundTrip(item)).toMatchObject({ ...others, file: undefined })
    }),
  )
})

test('what another release wrote is not a record', () => {
  expect(isRecord(recordOf(itemOf('a', { kind: 'waiting' }), of))).toBe(true)
  for (const other of [null, undefined, 1, {}, { version: 2, item: {} }]) {
    expect(isRecord(other)).toBe(false)
  }
})

test('another person and another server are another owner', () => {
  const owners = [
    ownerOf('/a', 'ada'),
    ownerOf('/a', 'bob'),
    ownerOf('/b', 'ada'),
    ownerOf('/a"', 'ada'),
  ]
  expect(new Set(owners).size).toBe(4)
})
