import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { ReaderThread } from './reader-thread.ts'

const folder = await mkdtemp(join(tmpdir(), 'binnacle-reader-'))
afterAll(() => rm(folder, { recursive: true }))
const never = new AbortController().signal
const LIMITS = { cpuSeconds: 0.3, seconds: 20, heap: 64, bytes: 64 }

function requestOf(name: string, path = join(folder, name)) {
  const task = {
    key: 1,
    owner: 1,
    sha256: '0'.repeat(64),
    size: 5,
    contentType: 'text/plain',
    name,
  }
  return { path, task }
}

/** A thread whose script does what the file's name says, as a reader may. */
async function oddThread(limits = LIMITS): Promise<ReaderThread> {
  const script = join(folder, 'odd.mjs')
  await writeFile(
    script,
    `import { parentPort } from 'node:worker_threads'
     parentPort.on('message', async ({ task }) => {
       if (task.name === 'loop') for (;;);
       if (task.name === 'wait') await new Promise(() => setInterval(() => {}, 1000))
       if (task.name === 'memory') for (const all = [];;) all.push(Array.from({ length: 1000 }, () => ({})))
       if (task.name === 'bytes') for (const all = [];;) all.push(new Uint8Array(1 << 20).fill(1))
       if (task.name === 'throw') setTimeout(() => { throw new Error('planted') })
       if (task.name === 'exit') process.exit(3)
       if (task.name === 'good') parentPort.postMessage({ kind: 'wordless' })
     })`,
  )
  const thread = new ReaderThread(pathToFileURL(script), limits)
  onTestFinished(() => thread.close())
  return thread
}

test('reads a file in its thread', async () => {
  const thread = new ReaderThread()
  onTestFinished(() => thread.close())
  await writeFile(join(folder, 'note.txt'), 'words')
  expect(await thread.read(requestOf('note.txt'), never)).toEqual({
    kind: 'indexed',
    text: 'words',
    isWhole: true,
  })
  expect(await thread.read(requestOf('missing.txt'), never)).toMatchObject({
    kind: 'unreadable',
    why: 'The content is missing.',
  })
})

test.each([
  ['loop', 'too long'],
  ['memory', 'too much memory'],
  ['bytes', 'too much memory'],
  ['throw', 'planted'],
  ['exit', 'ended'],
])('a reader that does "%s" is ended, and the next content is read', async (name, why) => {
  const thread = await oddThread(name === 'memory' ? { ...LIMITS, cpuSeconds: 60 } : LIMITS)
  expect(await thread.read(requestOf(name), never)).toEqual({
    kind: 'unreadable',
    why: expect.stringContaining(why) as string,
  })
  expect(await thread.read(requestOf('good'), never)).toEqual({ kind: 'wordless' })
})

test('a reader that waits for ever is ended too', async () => {
  const thread = await oddThread({ ...LIMITS, seconds: 0.5 })
  expect(await thread.read(requestOf('wait'), never)).toMatchObject({ kind: 'unreadable' })
})

test('ends at once when it is stopped, and blames nobody', async () => {
  const thread = await oddThread({ ...LIMITS, cpuSeconds: 60 })
  const stop = new AbortController()
  const reading = thread.read(requestOf('loop'), stop.signal)
  setTimeout(() => stop.abort(new Error('stopped')), 100)
  await expect(reading).rejects.toThrow('stopped')
  expect(await thread.read(requestOf('good'), never)).toEqual({ kind: 'wordless' })
})
