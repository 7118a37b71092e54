import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished } from 'vitest'
import { bytesOf, create, fields, here, readNamed, stored } from '#server/store/contract/support.ts'
import { openUnlockedStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'

/** A process that works on the same store until it is ended. */
export interface AnotherProcess {
  /** @returns what it says at last */
  end: () => Promise<string>
}

/** @param work of its script, which has `store`, and ends once `isOver` is true */
export async function another(places: StorePlaces, work: string): Promise<AnotherProcess> {
  const opening = import.meta.resolve('#server/store/open-store.ts')
  const script = `const { openUnlockedStore } = await import(${JSON.stringify(opening)})
    const store = await openUnlockedStore(${JSON.stringify(places)}, { alone: false })
    let isOver = false
    process.on('SIGTERM', () => (isOver = true))
    console.log('open')
    ${work}
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(child.stdout, 'data')
  return {
    end: async () => {
      const said = once(child.stdout, 'data')
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      const [text] = (await said) as [Buffer]
      await ended
      return String(text)
    },
  }
}

/** Of so many contents one becomes a version. */
const EACH = 9

/**
 * While this process writes, and opens stores that leave content behind as a killed one does, another collects all the
 * time: it takes what nothing needs, and nothing else.
 * @param least how many rounds and versions it has to come to, or nothing was tried
 */
export async function expectCollectedBeside(
  places: StorePlaces,
  least: { rounds: number; versions: number },
): Promise<void> {
  const store = await openUnlockedStore(places, { alone: false })
  onTestFinished(() => store.close())
  await store.organizations.add(here)
  const other = await another(
    places,
    `let files = 0, rounds = 0
     while (!isOver || rounds <= ${least.rounds}) {
       files += (await store.contents.collect()).files
       rounds += 1
       await new Promise(setImmediate)
     }
     console.log(JSON.stringify({ files, rounds }))`,
  )
  const end = Date.now() + 2000
  let index = 0
  // A busy machine takes longer.
  const goesOn = () => Date.now() < end || index <= (least.versions + 1) * EACH
  const writer = async () => {
    while (goesOn()) {
      index += 1
      const id = `b${index}`
      const { staged, ref } = await stored(store, `content ${index % 5}`)
      if (index % EACH === 0)
        await store.binaries.commit(create(id, { body: { fields: fields(), content: ref } }))
      await staged.drop()
    }
  }
  const leaver = async () => {
    while (goesOn()) {
      const leaving = await openUnlockedStore(places, { alone: false })
      await stored(leaving, `content ${index % 5}`)
      // Versions soon need each of those; this one none ever does.
      await stored(leaving, `left ${index}`)
      await leaving.close()
      await delay(5)
    }
  }
  await Promise.all([writer(), writer(), writer(), leaver()])
  const { files = 0, rounds = 0 } = JSON.parse(await other.end()) as Record<string, number>
  expect(rounds).toBeGreaterThan(least.rounds)
  expect(files).toBeGreaterThan(0)
  const page = await store.binaries.typeHistory('here', { count: 10_000 })
  const versions = await readNamed(store, page)
  expect(versions.length).toBeGreaterThan(least.versions)
  for (const { id, body } of versions)
    expect(String(await bytesOf(store, body?.content))).toBe(`content ${Number(id.slice(1)) % 5}`)
}
