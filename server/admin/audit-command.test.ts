import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { auditRecord } from '#server/store/contract/support.ts'
import { openStore } from '#server/store/open-store.ts'
import { runAdmin } from './run-admin.ts'

test('records that stand for several say what they stand for', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-audit-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const store = await openStore(folder)
  const refused = {
    kind: 'refused',
    address: '192.0.2.7',
    until: '2026-11-22T12:00:41.000Z',
  } as const
  const at = (second: number) => `2026-11-22T12:00:${String(second).padStart(2, '0')}.000Z`
  await store.audit.appendFold(
    auditRecord({ at: at(3), status: 401, folded: { ...refused, count: 57 } }),
  )
  await store.audit.appendFold(
    auditRecord({ at: at(2), status: 401, folded: { ...refused, count: 1 } }),
  )
  for (const second of [0, 1]) await store.audit.append(auditRecord({ at: at(second) }))
  expect(await store.audit.drop({ oldest: 2 }, at(9))).toBe(2)
  await store.close()
  const out: string[] = []
  const said = { now: new Date(), out: (line: string) => out.push(line), note: () => undefined }
  expect(await runAdmin(['audit'], { ...said, env: { BINNACLE_DATA: folder } })).toBe(0)
  expect(out.slice(1).map((line) => line.split(/ {2,}/).at(-1))).toEqual([
    `2 older records were dropped, from ${at(0)} to ${at(1)}`,
    '1 request without a good token, from 192.0.2.7',
    '57 requests, the last at 2026-11-22T12:00:41.000Z, without a good token, from 192.0.2.7',
  ])
})
