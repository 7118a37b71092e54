import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rm, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { create, fields, stored } from '#server/store/contract/support.ts'
import { openSharedStore, openStore } from '#server/store/open-store.ts'
import { contentFile } from '#test/content-file.ts'
import { killedData } from '#test/killed-data.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'

const ADMIN = fileURLToPath(new URL('../admin.ts', import.meta.url))
const FILES = 60

const data = killedData()

/** The command as it is typed, in a process that can be killed. */
function startCheck(...args: string[]) {
  const env = { ...process.env, BINNACLE_DATA: data.folder }
  return spawn(process.execPath, [ADMIN, 'check', ...args], { env, stdio: 'ignore' })
}

async function state() {
  const shared = await openSharedStore(data.folder, { make: false })
  const [known, here] = [await shared.check.state(), await shared.check.ofOrganization('here', 99)]
  await shared.close()
  return { ...known, faults: here.versions.map(({ id, fault }) => `${id} ${fault}`).toSorted() }
}

/** Kills a check with SIGKILL at random moments, until one comes to its end. */
test.each(Array.from({ length: rounds(1) }, (_, turn) => turn + 1))(
  'a check that is killed goes on, finds all damage, and calls nothing else damaged (%i)',
  timeFor(120_000),
  async (turn) => {
    const random = seeded(String(turn))
    const store = await openStore(data.folder)
    await store.organizations.add({ id: 'here', slug: 'here', name: 'Here' })
    const expected: string[] = []
    for (let at = 0; at < FILES; at += 1) {
      const bytes = random.bytes(random.int(1, 1_200_000))
      const { ref, staged } = await stored(store, bytes)
      const id = `b${at}`
      await store.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
      await staged.drop()
      const file = await contentFile(data.folder, ref.sha256)
      const fate = random.int(8)
      if (fate === 0) {
        bytes[random.int(bytes.length)]! ^= 1 << random.int(8)
        await writeFile(file, bytes)
        expected.push(`${id} damaged`)
      } else if (fate === 1) {
        await rm(file)
        expected.push(`${id} missing`)
      }
    }
    await store.close()
    for (let kill = 0; kill < 6; kill += 1) {
      const child = startCheck()
      const ended = once(child, 'exit')
      await Promise.race([ended, delay(100 + random.fraction() * 600)])
      child.kill('SIGKILL')
      await ended
      for (const fault of (await state()).faults) expect(expected).toContain(fault)
    }
    const [code] = (await once(startCheck(), 'exit')) as [number]
    expect(code).toBe(expected.length > 0 ? 1 : 0)
    const { last, current, faults } = await state()
    expect([last?.contents, current]).toEqual([FILES, undefined])
    expect(faults).toEqual(expected.toSorted())
  },
)
