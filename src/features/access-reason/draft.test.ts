import { expect, test } from 'vitest'
import { emptyReason, headerOf, problemOf, withTemplate } from './draft.ts'

const given = { ...emptyReason('kv'), reason: 'Treatment; ward 3', ticket: 'T-1' }

test('nothing said, nothing sent', () => {
  expect(headerOf(emptyReason('kv'))).toBeUndefined()
  expect(headerOf({ ...emptyReason('json'), further: [{ key: 'a', value: ' ' }] })).toBeUndefined()
})

test('the header exactly, in either format', () => {
  expect(headerOf(given)).toEqual({
    text: 'reason=Treatment%3B%20ward%203; ticket=T-1',
    format: 'kv',
  })
  const json = { ...given, format: 'json' as const, further: [{ key: 'shift', value: 'night' }] }
  expect(headerOf(json)?.text).toBe('{"reason":"Treatment; ward 3","ticket":"T-1","shift":"night"}')
})

test('a required reason, doubled and missing keys, and too much are refused with a reason', () => {
  expect(problemOf(emptyReason('kv'), true)).toMatch(/requires one/)
  expect(problemOf(emptyReason('kv'), false)).toBeUndefined()
  expect(problemOf({ ...given, further: [{ key: 'reason', value: 'x' }] }, false)).toMatch(/twice/)
  expect(problemOf({ ...given, further: [{ key: ' ', value: 'x' }] }, false)).toMatch(/needs a key/)
  expect(problemOf({ ...given, reason: 'ü'.repeat(2000) }, false)).toMatch(/2048/)
  const many = Array.from({ length: 16 }, (_, i) => ({ key: `k${i}`, value: 'x' }))
  expect(problemOf({ ...given, further: many }, false)).toMatch(/16/)
})

test('a template fills the fields', () => {
  expect(withTemplate({ reason: 'Audit', ticket: 7, ward: true }, 'json')).toEqual({
    reason: 'Audit',
    ticket: '7',
    further: [{ key: 'ward', value: 'true' }],
    format: 'json',
  })
})
