import { expect, test } from 'vitest'
import { auditRecord } from './audit.ts'
import { auditDraft } from './contract/support.ts'

const version = { id: 'found', versionId: '7', status: '201' }

test.each([
  ['created', version, { id: 'found', versionId: '7', status: 201 }],
  ['deleted', { ...version, status: '204' }, { id: 'found', versionId: '7', status: 204 }],
  ['exists', version, { id: 'found', versionId: '7', status: 200 }],
  ['unchanged', version, { id: 'found', versionId: '7', status: 204 }],
  ['unchanged', undefined, { id: 'asked', status: 204 }],
])('what is %s is recorded', (outcome, found, record) => {
  const audit = auditDraft()
  const committed = { outcome, ...(found && { version: found }) }
  expect(auditRecord({ audit, id: 'asked' }, committed)).toEqual({ ...audit, ...record })
  expect(auditRecord({ id: 'asked' }, committed)).toBeUndefined()
})

test.each(['stale', 'ambiguous'])('what is %s is not', (outcome) => {
  expect(auditRecord({ audit: auditDraft(), id: 'asked' }, { outcome })).toBeUndefined()
})
