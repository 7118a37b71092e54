import { describe, expect, test } from 'vitest'
import type { Binary } from '#fhir/types.ts'
import {
  AT,
  after,
  itemOf,
  only,
  passing,
  preparing,
  queueOf,
  reduce,
  saving,
  sending,
  started,
} from '#test/upload-items.ts'
import { nextToStart } from './next-to-start.ts'

const version = { target: { kind: 'version', id: 'x', ifMatch: '1' } } as const

describe('a conflict', () => {
  const conflict = reduce(started(saving, version), { key: 'a', attempt: 1, type: 'conflicted' })

  test('waits for its user, and learns of the other version', () => {
    expect(only(conflict).state).toEqual({ kind: 'conflict', remote: { kind: 'unknown' } })
    const remote = { kind: 'live', versionId: '2', binary: { resourceType: 'Binary' } } as const
    const told = reduce(conflict, { key: 'a', type: 'remote-known', remote })
    expect(only(told).state).toEqual({ kind: 'conflict', remote })
  })

  test('takes what they corrected, where both are known', () => {
    const before: Binary = { resourceType: 'Binary', securityContext: { reference: 'Patient/1' } }
    const binary: Binary = { resourceType: 'Binary', securityContext: { reference: 'Patient/2' } }
    const fields = { ...before, contentType: 'text/plain' }
    const state = queueOf(
      itemOf(
        'a',
        { kind: 'conflict', remote: { kind: 'live', versionId: '2', binary } },
        { ...version, base: before, fields },
      ),
    )
    const top = only(reduce(state, { key: 'a', type: 'reapply', ifMatch: '3' }))
    expect(top.fields).toEqual({ ...binary, contentType: 'text/plain' })
    // The other one is the second version; a third one is another conflict.
    expect(top.target).toEqual({ kind: 'version', id: 'x', ifMatch: '2' })
  })

  test('is put on top of the other version, without a look for itself', () => {
    const top = only(reduce(conflict, { key: 'a', type: 'reapply', ifMatch: '2' }))
    expect(top).toMatchObject({
      state: { kind: 'waiting' },
      target: { kind: 'version', id: 'x', ifMatch: '2' },
      uncertainSince: undefined,
    })
    const bare = only(reduce(conflict, { key: 'a', type: 'reapply', ifMatch: undefined }))
    expect(bare.target).toEqual({ kind: 'version', id: 'x' })
  })
})

describe('a merge of the file and the stored version', () => {
  const binary = { resourceType: 'Binary', id: 'x' } as const
  const merged = new File(['merged'], 'a.txt')
  const met = (versionId: string) =>
    queueOf(
      itemOf(
        'a',
        { kind: 'conflict', remote: { kind: 'live', versionId, binary } },
        { ...version, sha256: 'of the file', location: '/part' },
      ),
    )

  test('is sent in place of the file, on the version that it was made of', () => {
    const sent = only(reduce(met('2'), { key: 'a', type: 'reapply', ifMatch: '2', merged }))
    expect(sent).toMatchObject({
      state: { kind: 'waiting' },
      target: { ifMatch: '2' },
      facts: { size: 6 },
      sha256: undefined,
      location: undefined,
    })
    expect(sent.file).toBe(merged)
  })

  test('never replaces another version than that', () => {
    const before = met('3')
    const after = only(reduce(before, { key: 'a', type: 'reapply', ifMatch: '2', merged }))
    expect(after).toEqual(only(before))
  })
})

describe('the queue as a whole', () => {
  const busy = () =>
    queueOf(
      itemOf('a', saving, { attempt: 1, startedAt: AT }),
      itemOf('b', preparing, { attempt: 2, startedAt: AT }),
      itemOf('c', { kind: 'failed', failure: passing }),
    )

  test('when paused lets the answer come that is due, and puts the others back', () => {
    const paused = reduce(busy(), { type: 'queue-paused', by: 'user' })
    expect(paused.paused).toBe('user')
    expect(paused.items.map((item) => item.state.kind)).toEqual(['saving', 'waiting', 'failed'])
    expect(reduce(paused, { type: 'queue-resumed', by: 'user' }).paused).toBeUndefined()
  })

  test('behind a locked screen lets everything under way finish, and starts nothing', () => {
    const before = busy()
    const locked = reduce(before, { type: 'queue-paused', by: 'lock' })
    expect(locked.items).toEqual(before.items)
    expect(nextToStart({ ...locked, items: [itemOf('d', { kind: 'waiting' })] })).toEqual([])
    expect(reduce(locked, { type: 'queue-resumed', by: 'lock' }).paused).toBeUndefined()
  })

  test('stays paused by the user through a lock', () => {
    const state = after(
      busy(),
      { type: 'queue-paused', by: 'user' },
      { type: 'queue-paused', by: 'lock' },
      { type: 'queue-resumed', by: 'lock' },
    )
    expect(state.paused).toBe('user')
  })

  test('retries all that failed at once, and leaves the cancelled', () => {
    const state = queueOf(
      itemOf('a', { kind: 'failed', failure: passing }),
      itemOf('b', { kind: 'cancelled' }),
      itemOf('c', { kind: 'failed', failure: passing }),
      itemOf('d', { kind: 'failed', failure: { ...passing, remedy: 'choose' } }),
    )
    const kinds = reduce(state, { type: 'retried-all' }).items.map((item) => item.state.kind)
    expect(kinds).toEqual(['waiting', 'cancelled', 'waiting', 'failed'])
  })

  test('clears what is finished and keeps what needs somebody', () => {
    const state = queueOf(
      itemOf('a', { kind: 'stored', id: 'x', versionId: '1', verified: true, found: false }),
      itemOf('b', { kind: 'cancelled' }),
      itemOf('c', { kind: 'failed', failure: passing }),
      itemOf('d', { kind: 'conflict', remote: { kind: 'unknown' } }),
      itemOf('e', sending),
    )
    expect(reduce(state, { type: 'cleared' }).items.map(({ key }) => key)).toEqual(['c', 'd', 'e'])
  })

  test('is gone after signing out', () => {
    expect(reduce(busy(), { type: 'dropped' })).toEqual(queueOf())
  })
})

test('what was stored damaged is replaced by the next attempt, and no second copy is made', () => {
  const by = { key: 'a', attempt: 1 } as const
  const hashed = reduce(started(saving), { ...by, type: 'hashed', sha256: 'of the file before' })
  const damaged = reduce(hashed, { ...by, type: 'mismatched', id: 'x', versionId: '1' })
  expect(only(damaged).state).toMatchObject({ kind: 'failed', failure: { remedy: 'retry' } })
  expect(only(damaged)).toMatchObject({
    target: { kind: 'version', id: 'x', ifMatch: '1' },
    uncertainSince: undefined,
    // Else a file that has changed would never be found equal to what is stored of it.
    sha256: undefined,
  })
  expect(only(reduce(damaged, { type: 'retried-all' })).state).toEqual({ kind: 'waiting' })
})
