import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../database.ts'
import { migrate } from '../migrations.ts'
import { WriteQueue } from '../write-queue.ts'
import { SqliteLeases } from './leases.ts'

const content = { owner: 1, sha256: 'ab'.repeat(32), generation: 0 }
const another = { owner: 1, sha256: 'cd'.repeat(32), generation: 0 }

/** Two processes on the same data, and whoever keeps both from writing. */
async function open() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-leases-'))
  const openFile = () => openDatabase(join(folder, 'leases.sqlite'))
  const databases = [openFile(), openFile()]
  const leases = databases.map((database, index) => {
    migrate(database)
    const queue = new WriteQueue(database, { patience: 1 })
    const newId = crypto.randomUUID.bind(crypto)
    return new SqliteLeases(database, queue, { holder: `holder-${index}`, now: Date.now, newId })
  })
  const blocker = openFile()
  onTestFinished(async () => {
    for (const one of leases) await one.close()
    for (const one of [...databases, blocker]) one.close()
    await rm(folder, { recursive: true })
  })
  const whileBusy = async (work: () => Promise<unknown>) => {
    blocker.script('begin immediate')
    try {
      await work()
    } finally {
      blocker.script('rollback')
    }
  }
  const rows = blocker.many<{ id: string }>('select id from content_lease')
  return { one: leases[0]!, other: leases[1]!, whileBusy, rows }
}

describe('what ends while others write', () => {
  test('is a claim: its content can be taken again, and claimed', async () => {
    const { one, other, whileBusy, rows } = await open()
    const claim = await one.claim([content])
    await whileBusy(() => one.settle(claim, false))
    expect(rows()).toHaveLength(1)
    const lease = await one.take(content)
    expect(rows()).toEqual([{ id: lease.id }])

    const second = await one.claim([another])
    await whileBusy(() => one.settle(second, false))
    await one.claim([])
    await other.take(another)
    expect(rows()).toHaveLength(2)
  })

  test('is a lease: its content can be claimed', async () => {
    const { one, other, whileBusy } = await open()
    const lease = await one.take(content)
    await whileBusy(() => expect(one.release(lease)).rejects.toThrow('locked'))
    await one.take(another)
    expect((await other.claim([content])).contents).toEqual([content])
  })

  test('is remembered until a transaction is through', async () => {
    const { one, other, whileBusy } = await open()
    const claim = await one.claim([content])
    await whileBusy(() => one.settle(claim, false))
    await whileBusy(() => expect(one.take(content)).rejects.toThrow('locked'))
    await one.take(another)
    await other.take(content)
  })
})
