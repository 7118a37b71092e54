import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { here } from '#server/store/contract/support.ts'
import { openSharedStore, openStore } from '#server/store/open-store.ts'
import type { StorePlaces } from '#server/store/places.ts'
import { killed, listening, startProcess } from '#test/killed-server.ts'
import { startS3 } from '#test/s3.ts'
import type { TestS3 } from '#test/s3.ts'
import { rounds, seeded, timeFor } from '#test/torture.ts'
import type { Random } from '#test/torture.ts'

const TOKEN = 'kills-s3-token-0123456789'
const FHIR = `/organizations/${here.id}/fhir/4`

let s3: TestS3
beforeAll(async () => {
  s3 = await startS3()
})
afterAll(() => s3.stop())

async function newPlaces() {
  const folder = await mkdtemp(join(tmpdir(), 'binnacle-kills-s3-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const place = s3.place()
  const places: StorePlaces = {
    folder,
    database: { kind: 'sqlite' },
    contents: { kind: 's3', ...place },
  }
  const store = await openSharedStore(places, { make: true })
  await store.organizations.add(here)
  await store.close()
  const env = {
    BINNACLE_CONTENT: `s3://${place.bucket}/${place.prefix}`,
    BINNACLE_S3_ENDPOINT: place.endpoint,
    BINNACLE_S3_REGION: place.region,
    ...(place.keys.kind === 'fixed' && {
      AWS_ACCESS_KEY_ID: place.keys.accessKeyId,
      AWS_SECRET_ACCESS_KEY: place.keys.secretAccessKey,
    }),
    BINNACLE_CONTENT_INDEX: '0',
  }
  return { places, prefix: place.prefix, env }
}

interface Asked {
  method?: string
  headers?: Record<string, string>
  body?: string | Uint8Array<ArrayBuffer>
}

const ask = (url: string, { headers = {}, ...asked }: Asked = {}) =>
  fetch(url, { ...asked, headers: { authorization: `Bearer ${TOKEN}`, ...headers } })

/** Stores files until the server is gone. @param stored hears of each that the server calls stored */
async function write(url: string, random: Random, stored: (path: string, bytes: Buffer) => void) {
  for (;;) {
    const bytes = random.bytes(random.once(3) ? random.int(18_000_000) : random.int(300_000))
    try {
      const answer = await ask(`${url}${FHIR}/Binary`, {
        method: 'POST',
        headers: { 'content-type': 'application/octet-stream' },
        body: bytes,
      })
      await answer.arrayBuffer()
      const location = answer.headers.get('location')
      if (answer.status === 201 && location !== null) stored(new URL(location).pathname, bytes)
    } catch {
      return
    }
  }
}

/** An upload in parts that goes on after each kill. @returns how far it is known to have come */
async function resumeUpload(url: string, path: string, bytes: Buffer): Promise<number> {
  let known = 0
  const headers = { 'tus-resumable': '1.0.0' }
  try {
    for (;;) {
      const head = await ask(url + path, { method: 'HEAD', headers })
      known = Number(head.headers.get('upload-offset'))
      if (known === bytes.length) return known
      const part = await ask(url + path, {
        method: 'PATCH',
        headers: {
          ...headers,
          'upload-offset': String(known),
          'content-type': 'application/offset+octet-stream',
        },
        body: Uint8Array.from(bytes.subarray(known, known + 6_000_000)),
      })
      known = Number(part.headers.get('upload-offset') ?? known)
    }
  } catch {
    return known
  }
}

test(
  'a server that is killed while it stores into a bucket loses nothing that it acknowledged, and its rest is removed',
  timeFor(60_000),
  async () => {
    const random = seeded()
    const { places, prefix, env } = await newPlaces()
    const stored = new Map<string, Buffer>()
    const upload = { bytes: random.bytes(40_000_000), path: '', known: 0 }
    for (let round = 0; round < rounds(3); round += 1) {
      const server = startProcess(places.folder, TOKEN, env)
      try {
        const url = await listening(server)
        if (upload.path === '') {
          const begun = await ask(`${url}${FHIR}/$uploads`, {
            method: 'POST',
            headers: { 'tus-resumable': '1.0.0', 'upload-length': String(upload.bytes.length) },
          })
          upload.path = new URL(begun.headers.get('location') ?? '', url).pathname
        }
        const writers = [1, 2, 3].map(() =>
          write(url, random, (path, bytes) => void stored.set(path, bytes)),
        )
        const resuming = resumeUpload(url, upload.path, upload.bytes)
        await delay(200 + random.int(1200))
        await killed(server)
        await Promise.all(writers)
        const known = await resuming
        expect(known).toBeGreaterThanOrEqual(0)
        upload.known = Math.max(upload.known, known)
      } finally {
        await killed(server)
      }
    }
    expect(stored.size).toBeGreaterThan(0)

    const server = startProcess(places.folder, TOKEN, env)
    try {
      const url = await listening(server)
      for (const [path, bytes] of stored) {
        const answer = await ask(url + path, { headers: { accept: 'application/octet-stream' } })
        expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true)
      }
      const head = await ask(url + upload.path, {
        method: 'HEAD',
        headers: { 'tus-resumable': '1.0.0' },
      })
      expect(Number(head.headers.get('upload-offset'))).toBeGreaterThanOrEqual(upload.known)
      expect(await resumeUpload(url, upload.path, upload.bytes)).toBe(upload.bytes.length)
      const made = await ask(`${url}${FHIR}/Binary`, {
        method: 'POST',
        headers: { 'content-type': 'application/fhir+json' },
        body: JSON.stringify({
          resourceType: 'Binary',
          contentType: 'video/mp4',
          _data: {
            extension: [
              { url: 'https://binnacle.dev/fhir/upload-location', valueUrl: url + upload.path },
            ],
          },
        }),
      })
      expect(made.status).toBe(201)
      const path = new URL(made.headers.get('location') ?? '').pathname
      const read = await ask(url + path, { headers: { accept: 'video/mp4' } })
      expect(Buffer.from(await read.arrayBuffer()).equals(upload.bytes)).toBe(true)
      stored.set(path, upload.bytes)
    } finally {
      await killed(server)
    }

    const store = await openStore(places)
    await store.contents.collect()
    await store.uploads.expire()
    // What was stored without an answer is needed too.
    const needed = new Set<string>(['home'])
    let cursor: string | undefined
    do {
      const page = await store.binaries.typeHistory(here.id, {
        count: 500,
        ...(cursor && { cursor }),
      })
      for (const { id, versionId } of page?.versions ?? []) {
        const version = await store.binaries.version(here.id, id, versionId)
        needed.add(`contents/1/${version?.body?.content?.sha256}`)
      }
      cursor = page?.next
    } while (cursor !== undefined)
    await store.close()
    expect((await s3.keys(prefix)).filter((key) => !needed.has(key))).toEqual([])
    expect(await s3.openUploads()).toBe(0)
    expect(needed.size).toBeGreaterThanOrEqual(new Set(stored.values()).size)
  },
)

/** Of 64 KiB: 160 MiB. */
const CHUNKS = 2560

test('a long content needs no more memory than a few of its pieces', timeFor(60_000), async () => {
  const { places } = await newPlaces()
  const script = `const { openStore } = await import(${JSON.stringify(import.meta.resolve('../store/open-store.ts'))})
    const store = await openStore(${JSON.stringify(places)})
    // Not \`resourceUsage\`, which begins with what the parent had.
    const before = process.memoryUsage.rss()
    let most = 0
    const look = () => { most = Math.max(most, process.memoryUsage.rss() - before) }
    const chunk = Buffer.alloc(65536, 'a long content ')
    const staged = await store.contents.stage(${JSON.stringify(here.id)})
    for (let count = 0; count < ${CHUNKS}; count += 1) { chunk.writeUInt32LE(count); await staged.write(chunk); look() }
    const content = await staged.keep()
    let read = 0
    for await (const piece of (await store.contents.open(content)).bytes()) { read += piece.length; look() }
    console.log(JSON.stringify({ ...content, read, most }))
    await staged.drop()
    await store.close()`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [said] = (await once(child.stdout, 'data')) as [Buffer]
  const { size, read, most, sha256 } = JSON.parse(String(said)) as Record<string, number | string>
  const whole = createHash('sha256')
  const chunk = Buffer.alloc(65_536, 'a long content ')
  for (let count = 0; count < CHUNKS; count += 1) {
    chunk.writeUInt32LE(count)
    whole.update(chunk)
  }
  expect([size, read, sha256]).toEqual([CHUNKS * 65_536, CHUNKS * 65_536, whole.digest('hex')])
  // Three pieces, what was copied on their way, and what is not yet given back of it.
  expect(most).toBeLessThan(150 * 1024 ** 2)
  if (child.exitCode === null) await once(child, 'exit')
})
