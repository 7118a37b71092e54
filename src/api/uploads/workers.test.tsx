import { afterEach, describe, expect, it, vi } from 'vitest'
import type { UploadHooks } from '../binaries/types.ts'
import type { Client } from '../transport/client.ts'
import { scanStream } from '../transport/scan/scan-stream.ts'
import { uploadBinary } from './upload.ts'

const silent: UploadHooks = {
  onProgress: () => undefined,
  onHashed: () => undefined,
  onLocation: () => undefined,
}

const SIZE = 5 * 1024 * 1024 + 1

/** Bytes that repeat nowhere soon. */
function someBytes(size: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; at += 65_536) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(at + 65_536, size)))
  }
  return bytes
}

async function* inPieces(blob: Blob) {
  for (let at = 0; at < blob.size; at += 100_001) {
    yield new Uint8Array(await blob.slice(at, at + 100_001).arrayBuffer())
  }
}

function unreadable(size: number): Blob {
  const file = new Blob([someBytes(size)])
  return Object.defineProperty(file, 'arrayBuffer', {
    value: () => Promise.reject(new DOMException('moved', 'NotReadableError')),
  })
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
}

describe('in workers of a real browser', () => {
  it('names what is wrong with a large resource', async () => {
    const json = new Blob([`{"id":"x","data":"${'A'.repeat(400_000)}*"}`])
    await expect(scanStream(inPieces(json), true)).rejects.toMatchObject({
      name: 'ScanError',
      kind: 'invalid-base64',
      offset: 400_000,
    })
  })

  it('decodes a large resource', async () => {
    const content = someBytes(SIZE)
    const json = new Blob(['{"resourceType":"Binary","data":"', content.toBase64(), '","id":"x"}'])
    const scanned = await scanStream(inPieces(json), true)
    expect(JSON.parse(scanned.json)).toEqual({ resourceType: 'Binary', data: '@data:0', id: 'x' })
    expect(scanned.sizes).toEqual([SIZE])
    const decoded = new Uint8Array((await scanned.content?.arrayBuffer()) ?? new ArrayBuffer(0))
    expect(await sha256(decoded)).toBe(await sha256(content))
  })

  it('encodes and hashes a file for upload, and tells how far it is', async () => {
    const content = someBytes(SIZE)
    const hash = await sha256(content)
    const phases: string[] = []
    let sent: unknown
    // Where requests end, so that what would be sent can be looked at.
    const client = {
      async upload(request, onProgress) {
        sent = JSON.parse(await (request.body as Blob).text())
        onProgress({ loaded: 1, total: 2 })
        onProgress({ loaded: 2, total: 2 })
        const extension = [{ url: 'https://binnacle.dev/fhir/sha256', valueString: hash }]
        const body = { resourceType: 'Binary', id: 'x', _data: { extension } }
        return { status: 201, headers: new Headers(), body, sizes: [] }
      },
    } satisfies Partial<Client>
    const result = await uploadBinary(
      client as unknown as Client,
      {
        org: 'o',
        way: { kind: 'plain' },
        file: new Blob([content]),
        fields: { resourceType: 'Binary', contentType: 'image/png' },
        raw: false,
      },
      {
        ...silent,
        onProgress: ({ phase, loaded, total }) => {
          expect(loaded).toBeLessThanOrEqual(total)
          if (phases.at(-1) !== phase) phases.push(phase)
        },
        onHashed: (sha256) => phases.push(sha256),
      },
      new AbortController().signal,
    )
    expect(sent).toEqual({
      resourceType: 'Binary',
      contentType: 'image/png',
      data: content.toBase64(),
    })
    expect(result.verified).toBe(true)
    expect(phases.filter((phase) => phase !== hash)).toEqual(['preparing', 'sending', 'saving'])
    expect(phases).toContain(hash)
  })

  it('stops preparing when it is cancelled', async () => {
    const controller = new AbortController()
    const upload = uploadBinary(
      {} as Client,
      {
        org: 'o',
        way: { kind: 'plain' },
        file: new Blob([someBytes(SIZE)]),
        fields: { resourceType: 'Binary', contentType: 'image/png' },
        raw: false,
      },
      { ...silent, onProgress: () => controller.abort() },
      controller.signal,
    )
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
  })
})

describe('once the server has answered', () => {
  afterEach(() => vi.unstubAllGlobals())

  /** A server that stores what it is sent, and says so. */
  function storing(hash: string) {
    let stored = 0
    const client = {
      async upload() {
        stored += 1
        const extension = [{ url: 'https://binnacle.dev/fhir/sha256', valueString: hash }]
        const body = { resourceType: 'Binary', id: 'x', _data: { extension } }
        return { status: 201, headers: new Headers(), body, sizes: [] }
      },
    } satisfies Partial<Client>
    return { client: client as unknown as Client, stored: () => stored }
  }

  const uploadOf = (file: Blob, raw: boolean) =>
    ({
      org: 'o',
      way: { kind: 'plain' },
      file,
      fields: { resourceType: 'Binary', contentType: 'image/png' },
      raw,
    }) as const

  it.each([true, false])(
    'a worker that can’t be loaded fails nothing, and the file is verified all the same (raw: %s)',
    async (raw) => {
      const RealWorker = Worker
      vi.stubGlobal(
        'Worker',
        class extends RealWorker {
          constructor() {
            super('/there-is-no-such-worker.js', { type: 'module' })
          }
        },
      )
      // A module of its own, whose pool has no worker from before.
      const fresh = (await import(/* @vite-ignore */ `./upload.ts?${raw}`)) as {
        uploadBinary: typeof uploadBinary
      }
      const content = someBytes(SIZE)
      const { client, stored } = storing(await sha256(content))
      const result = await fresh.uploadBinary(
        client,
        uploadOf(new Blob([content]), raw),
        silent,
        new AbortController().signal,
      )
      expect(result).toMatchObject({ verified: true, written: { binary: { id: 'x' } } })
      expect(stored()).toBe(1)
    },
  )

  it('a file that can no longer be read is uploaded, and not verified', async () => {
    const file = unreadable(SIZE)
    // Where there are no workers, as a Blob that was tampered with can't be sent to one.
    vi.stubGlobal('Worker', undefined)
    const { client } = storing('00')
    const result = await uploadBinary(
      client,
      uploadOf(file, true),
      silent,
      new AbortController().signal,
    )
    expect(result.written.binary.id).toBe('x')
    expect(result.verified).toBeUndefined()
  })

  it.each([true, false])('a small file that can’t be read is not sent (raw: %s)', async (raw) => {
    const { client, stored } = storing('00')
    const upload = uploadBinary(
      client,
      uploadOf(unreadable(1000), raw),
      silent,
      new AbortController().signal,
    )
    await expect(upload).rejects.toMatchObject({ kind: 'unreadable-file' })
    expect(stored()).toBe(0)
  })
})
