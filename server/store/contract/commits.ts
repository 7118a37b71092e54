import { describe, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import type { Change } from '../binaries.ts'
import { StoreConflict, UnknownOrganization } from '../errors.ts'
import type { OpenStore } from './support.ts'
import { auditDraft, create, fields, instant, openFilled, remove, update } from './support.ts'

export function describeCommits(open: OpenStore): void {
  describeLife(open)
  describePreconditions(open)
  describeIfNoneExist(open)
  describeTogether(open)
}

function describeLife(open: OpenStore): void {
  describe('a Binary', () => {
    test('is created, changed, deleted and brought back, each as a version of its own', async () => {
      const { binaries } = await openFilled(open)
      const body = { fields: fields({ language: 'de-CH', meta: { tag: [{ code: 'Brief.txt' }] } }) }
      const outcomes = [
        await binaries.commit(create('a', { body, reason: 'ticket=7' })),
        await binaries.commit(update('a')),
        await binaries.commit(remove('a', { author: 'other' })),
        await binaries.commit(update('a')),
      ]
      expect(outcomes.map(({ outcome }) => outcome)).toEqual([
        'created',
        'updated',
        'deleted',
        'created',
      ])
      const versions = ['1', '2', '3', '4'].map((id) => binaries.version('here', 'a', id))
      expect(await Promise.all(versions)).toMatchObject([
        { interaction: 'create', status: '201', sequence: 1, reason: 'ticket=7', body },
        { interaction: 'update', status: '200', sequence: 2, author: 'tester' },
        { interaction: 'delete', status: '204', sequence: 3, author: 'other' },
        { interaction: 'update', status: '201', sequence: 4, versionId: '4' },
      ])
      expect((await versions[2])?.body).toBeUndefined()
      expect(await binaries.current('here', 'a')).toEqual(await versions[3])
    })

    test('is not there under another id, in another organization, or at an odd version', async () => {
      const { binaries } = await openFilled(open)
      await binaries.commit(create('a'))
      expect(await binaries.current('here', 'A')).toBeUndefined()
      expect(await binaries.current('there', 'a')).toBeUndefined()
      expect(await binaries.current('nowhere', 'a')).toBeUndefined()
      for (const odd of ['0', '2', '01', '1.0', '1e0', '-1', ' 1', '', 'x', '9'.repeat(30)])
        expect(await binaries.version('here', 'a', odd)).toBeUndefined()
    })

    test('never grows younger, whatever the clock says', async () => {
      const { binaries } = await openFilled(open)
      await binaries.commit(create('a', { at: instant(1000) }))
      await binaries.commit(update('a', { at: instant(500) }))
      await binaries.commit(create('b', { at: instant(700) }))
      await binaries.commit(create('c', { at: instant(700), organizationId: 'there' }))
      expect((await binaries.current('here', 'a'))?.lastUpdated).toBe(instant(1000))
      expect((await binaries.current('here', 'b'))?.lastUpdated).toBe(instant(1000))
      expect((await binaries.current('there', 'c'))?.lastUpdated).toBe(instant(700))
    })

    test('keeps every text as it came', async () => {
      const { binaries } = await openFilled(open)
      const odd = 'é 𝄞 \u0000 " \\ \u2028 \u202e'
      const tag = JSON.parse(`[{"__proto__": {"code": "x"}, "code": ${JSON.stringify(odd)}}]`)
      const body = { fields: fields({ meta: { tag } }) }
      await binaries.commit(create('a', { body, reason: odd, author: odd }))
      const kept = await binaries.current('here', 'a')
      expect(JSON.stringify(kept?.body)).toBe(JSON.stringify(body))
      expect(kept).toMatchObject({ reason: odd, author: odd })
    })

    test('keeps names that JSON writes with an escape, whichever were read before', async () => {
      const { binaries } = await openFilled(open)
      for (const [index, name] of ['\\', '\n', '"', '\u0000', '\ud800'].entries()) {
        const extension = [{ url: 'x', [name]: 'kept' }]
        const body = { fields: fields({ meta: { extension } }) }
        await binaries.commit(create(`a${index}`, { body }))
        const kept = await binaries.current('here', `a${index}`)
        expect(JSON.stringify(kept?.body)).toBe(JSON.stringify(body))
      }
    })

    test('needs an organization, and a new one a free id', async () => {
      const { binaries } = await openFilled(open)
      await expect(binaries.commit(create('a', { organizationId: 'here-slug' }))).rejects.toThrow(
        UnknownOrganization,
      )
      await binaries.commit(create('a'))
      await binaries.commit(remove('a'))
      await expect(binaries.commit(create('a'))).rejects.toThrow(StoreConflict)
      expect(await binaries.typeHistory('here', { count: 9 })).toMatchObject({ total: 2 })
    })
  })
}

function describePreconditions(open: OpenStore): void {
  const stale = 'stale'
  /** What is there before: nothing, version 1, or its deletion, version 2. */
  test.each<[before: 'nothing' | 'live' | 'deleted', change: Change, outcome: string]>([
    ['nothing', update('a', { ifMatch: ['1'] }), stale],
    ['nothing', update('a', { ifMatch: '*' }), stale],
    ['nothing', update('a', { ifNoneMatch: '*' }), 'created'],
    ['nothing', remove('a', { ifMatch: ['1'] }), stale],
    ['nothing', remove('a'), 'unchanged'],
    ['live', update('a', { ifMatch: ['1'] }), 'updated'],
    ['live', update('a', { ifMatch: ['7', '1'] }), 'updated'],
    ['live', update('a', { ifMatch: '*' }), 'updated'],
    ['live', update('a', { ifMatch: ['2'] }), stale],
    ['live', update('a', { ifMatch: ['01'] }), stale],
    ['live', update('a', { ifMatch: [] }), stale],
    ['live', update('a', { ifNoneMatch: '*' }), stale],
    ['live', remove('a', { ifMatch: ['2'] }), stale],
    ['live', remove('a', { ifMatch: ['1'] }), 'deleted'],
    ['deleted', update('a', { ifMatch: ['2'] }), 'created'],
    ['deleted', update('a', { ifMatch: ['1'] }), stale],
    ['deleted', update('a', { ifMatch: '*' }), stale],
    ['deleted', update('a', { ifNoneMatch: '*' }), 'created'],
    ['deleted', remove('a'), 'unchanged'],
    ['deleted', remove('a', { ifMatch: ['2'] }), 'unchanged'],
    ['deleted', remove('a', { ifMatch: ['1'] }), stale],
  ])('%s before, then %o: %s', async (before, change, outcome) => {
    const { binaries } = await openFilled(open)
    if (before !== 'nothing') await binaries.commit(create('a'))
    if (before === 'deleted') await binaries.commit(remove('a'))
    const current = await binaries.current('here', 'a')
    const committed = await binaries.commit(change)
    expect(committed.outcome).toBe(outcome)
    const wrote = outcome !== 'stale' && outcome !== 'unchanged'
    const now = await binaries.current('here', 'a')
    expect(Number(now?.versionId ?? 0)).toBe(Number(current?.versionId ?? 0) + Number(wrote))
    expect('version' in committed ? committed.version : undefined).toEqual(now)
  })
}

function describeIfNoneExist(open: OpenStore): void {
  test('If-None-Exist answers the one that matches, and creates only when none does', async () => {
    const { binaries } = await openFilled(open)
    const german = { fields: fields({ language: 'DE' }) }
    const ifNoneExist = criteriaOf({ languages: [['de']] })
    await binaries.commit(create('elsewhere', { organizationId: 'there', body: german }))
    await binaries.commit(create('gone', { body: german }))
    await binaries.commit(remove('gone'))
    const first = await binaries.commit(create('a', { body: german, ifNoneExist }))
    expect(first.outcome).toBe('created')
    expect(await binaries.commit(create('b', { ifNoneExist }))).toMatchObject({
      outcome: 'exists',
      version: { id: 'a' },
    })
    await binaries.commit(create('c', { body: german }))
    expect(await binaries.commit(create('d', { ifNoneExist }))).toEqual({ outcome: 'ambiguous' })
    expect(await binaries.current('here', 'b')).toBeUndefined()
    expect(await binaries.current('here', 'd')).toBeUndefined()
  })
}

function describeTogether(open: OpenStore): void {
  describe('changes at the same time', () => {
    test('of many with the same If-Match, one wins', async () => {
      const { binaries } = await openFilled(open)
      await binaries.commit(create('a'))
      const changes = Array.from({ length: 20 }, () => update('a', { ifMatch: ['1'] }))
      const committed = await Promise.all(changes.map((change) => binaries.commit(change)))
      expect(committed.filter(({ outcome }) => outcome === 'updated')).toHaveLength(1)
      expect(committed.filter(({ outcome }) => outcome === 'stale')).toHaveLength(19)
      expect((await binaries.current('here', 'a'))?.versionId).toBe('2')
    })

    test('of many with the same If-None-Exist, one creates', async () => {
      const { binaries } = await openFilled(open)
      const body = { fields: fields({ language: 'fr' }) }
      const ifNoneExist = criteriaOf({ languages: [['fr']] })
      const committed = await Promise.all(
        ['a', 'b', 'c'].map((id) => binaries.commit(create(id, { body, ifNoneExist }))),
      )
      expect(committed.map(({ outcome }) => outcome).sort()).toEqual([
        'created',
        'exists',
        'exists',
      ])
    })

    test('one that fails takes neither its audit record nor its neighbours with it', async () => {
      const { audit, binaries } = await openFilled(open)
      const record = auditDraft()
      // What a transaction can't carry out, in the middle of the change.
      const broken = { ...record, at: 'not an instant' }
      const settled = await Promise.allSettled([
        binaries.commit(create('a', { audit: record })),
        binaries.commit(create('a', { audit: record })),
        binaries.commit(create('b', { audit: broken })),
        binaries.commit(create('c', { audit: record })),
      ])
      expect(settled.map(({ status }) => status)).toEqual([
        'fulfilled',
        'rejected',
        'rejected',
        'fulfilled',
      ])
      expect(await binaries.current('here', 'b')).toBeUndefined()
      expect(await binaries.current('here', 'c')).toMatchObject({ sequence: 2 })
      expect((await audit.list({ count: 9 })).records).toHaveLength(2)
    })
  })
}
