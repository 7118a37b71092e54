import { expect, test } from 'vitest'
import type { AuditStore } from '#server/store/audit.ts'
import { EngineAway } from '#server/store/errors.ts'
import { recordFirst } from './audit-trail.ts'

test('what a database that is away can not record may be asked for again in a moment', async () => {
  const away = () => Promise.reject(new EngineAway('The database does not answer at the moment.'))
  const trail = { audit: { appendNow: away } as unknown as AuditStore, required: true }
  const request = { audit: { bytes: 0 }, draft: () => ({}) } as Parameters<typeof recordFirst>[1]
  const log = { error: () => undefined }
  const reply = { statusCode: 200, log } as unknown as Parameters<typeof recordFirst>[2]
  await expect(recordFirst(trail, request, reply)).rejects.toMatchObject({
    status: 503,
    headers: { 'retry-after': '5' },
  })
})
