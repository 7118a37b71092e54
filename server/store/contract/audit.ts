import { describe, expect, test } from 'vitest'
import { criteriaOf } from '#fhir/search/criteria.ts'
import type { AuditRecord } from '../audit.ts'
import { BadCursor } from '../errors.ts'
import type { OpenStore } from './support.ts'
import { auditDraft, auditRecord, create, instant, openFilled, remove, update } from './support.ts'

export function describeAudit(open: OpenStore): void {
  const ids = (records: AuditRecord[]) => records.map(({ requestId }) => requestId)

  describe('the audit log', () => {
    test('keeps records whole, newest first', async () => {
      const { audit } = await openFilled(open)
      const full = auditRecord({
        at: instant(1),
        token: 'scanner',
        organization: 'here',
        id: 'a',
        versionId: '1',
        bytes: 2 ** 40,
        securityContext: 'Patient/1',
        logCdata: { reason: 'treatment', urgent: true, ward: 7 },
      })
      const bare = auditRecord({ status: 401, requestId: 'refused' })
      await Promise.all([audit.append(full), audit.append(bare)])
      expect(await audit.list({ count: 5 })).toEqual({ records: [bare, full] })
    })

    test('keeps the order in which records were written, whatever the clock said', async () => {
      const { audit } = await openFilled(open)
      const at = [instant(5), instant(9), instant(1), instant(2)]
      for (const [index, one] of at.entries())
        await audit.append(
          auditRecord({ requestId: String(index), organization: 'here', id: 'a', at: one }),
        )
      for (const filter of [{}, { organization: 'here' }, { id: 'a' }]) {
        const first = await audit.list({ count: 3, ...filter })
        const cursor = first.next ?? ''
        const rest = await audit.list({ count: 3, cursor, ...filter })
        expect([...ids(first.records), ...ids(rest.records)]).toEqual(['3', '2', '1', '0'])
      }
      expect(ids((await audit.list({ count: 9, from: instant(2) })).records)).toEqual([
        '1',
        '0',
        '3',
      ])
    })

    test('completes what was begun, in its place', async () => {
      const { audit } = await openFilled(open)
      const begun = auditRecord({ requestId: 'long', bytes: 100, duration: 1 })
      const key = await audit.appendNow(begun)
      await audit.append(auditRecord({ requestId: 'other' }))
      await audit.complete(key, { bytes: 40, duration: 500 })
      const { records } = await audit.list({ count: 9 })
      expect(ids(records)).toEqual(['other', 'long'])
      expect(records[1]).toEqual({ ...begun, bytes: 40, duration: 500 })
    })

    test('is filtered by organization, id and time', async () => {
      const { audit } = await openFilled(open)
      await Promise.all(
        [
          auditRecord({ requestId: '1', organization: 'here', id: 'a', at: instant(1) }),
          auditRecord({ requestId: '2', organization: 'here', id: 'b', at: instant(2) }),
          auditRecord({ requestId: '3', organization: 'there', id: 'a', at: instant(3) }),
          auditRecord({ requestId: '4', at: instant(4) }),
        ].map((record) => audit.append(record)),
      )
      const found = async (filter: object) =>
        ids((await audit.list({ count: 9, ...filter })).records)
      expect(await found({})).toEqual(['4', '3', '2', '1'])
      expect(await found({ organization: 'here' })).toEqual(['2', '1'])
      expect(await found({ id: 'a' })).toEqual(['3', '1'])
      expect(await found({ id: 'a', organization: 'here' })).toEqual(['1'])
      expect(await found({ from: instant(2), to: instant(4) })).toEqual(['3', '2'])
      expect(await found({ organization: 'nowhere' })).toEqual([])
    })

    test('of an organization begins with it: what was tried under its name before is not its', async () => {
      const { audit, organizations } = await openFilled(open)
      for (const name of ['later', 'later-slug'])
        await audit.append(auditRecord({ requestId: 'before', organization: name, status: 403 }))
      await organizations.add({ id: 'later', slug: 'later-slug', name: 'Later' })
      await audit.append(auditRecord({ requestId: 'after', organization: 'later' }))
      const found = async (organization: string) =>
        ids((await audit.list({ count: 9, organization })).records)
      expect(await found('later')).toEqual(['after'])
      expect(ids((await audit.list({ count: 9 })).records)).toEqual(['after', 'before', 'before'])
    })

    test('is walked through without gaps while others write, also what began earlier', async () => {
      const { audit } = await openFilled(open)
      for (const requestId of ['1', '2', '3', '4', '5'])
        await audit.append(auditRecord({ requestId, at: instant(requestId < '3' ? 1 : 2) }))
      const seen: string[] = []
      let cursor: string | undefined
      do {
        const page = await audit.list({ count: 2, ...(cursor !== undefined && { cursor }) })
        seen.push(...ids(page.records))
        cursor = page.next
        await audit.append(auditRecord({ requestId: 'late', at: instant(0) }))
      } while (cursor !== undefined)
      expect(seen).toEqual(['5', '4', '3', '2', '1'])
    })

    test('takes only the cursors of its own filter', async () => {
      const { audit } = await openFilled(open)
      for (const id of ['a', 'b']) await audit.append(auditRecord({ organization: 'here', id }))
      const { next: cursor = '' } = await audit.list({ count: 1, organization: 'here' })
      const wrong = { count: 1, cursor, organization: 'there' }
      await expect(audit.list(wrong)).rejects.toThrow(BadCursor)
      await expect(audit.list({ count: 1, cursor: 'x' })).rejects.toThrow(BadCursor)
    })

    test('has a record of every change that was carried out, with what came of it', async () => {
      const { audit, binaries } = await openFilled(open)
      const ifNoneExist = criteriaOf({ ids: [['a']] })
      const changes = [
        create('a'),
        update('a'),
        // Refused: its caller answers it, and records that.
        update('a', { ifMatch: ['9'] }),
        create('x', { ifNoneExist }),
        remove('a'),
        remove('a'),
        remove('never'),
        update('a'),
      ]
      for (const [index, change] of changes.entries())
        await binaries.commit({ ...change, audit: auditDraft({ requestId: String(index) }) })
      const { records } = await audit.list({ count: 9 })
      expect(
        records
          .toReversed()
          .map(({ requestId, id, versionId, status }) => [requestId, id, versionId, status]),
      ).toEqual([
        ['0', 'a', '1', 201],
        ['1', 'a', '2', 200],
        ['3', 'a', '2', 200],
        ['4', 'a', '3', 204],
        ['5', 'a', '3', 204],
        ['6', 'never', undefined, 204],
        ['7', 'a', '4', 201],
      ])
    })
  })
}
