import { describe, expect, it } from 'vitest'
import type { Client } from '../transport/client.ts'
import { scanStream } from '../transport/scan-stream.ts'
import { uploadBinary } from './upload.ts'

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

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)).toHex()
}

describe('in workers of a real browser', () => {
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
        target: { kind: 'create' },
        file: new Blob([content]),
        fields: { resourceType: 'Binary', contentType: 'image/png' },
        raw: false,
      },
      ({ phase, loaded, total }) => {
        expect(loaded).toBeLessThanOrEqual(total)
        if (phases.at(-1) !== phase) phases.push(phase)
      },
      new AbortController().signal,
    )
    expect(sent).toEqual({
      resourceType: 'Binary',
      contentType: 'image/png',
      data: content.toBase64(),
    })
    expect(result.verified).toBe(true)
    expect(phases).toEqual(['preparing', 'sending', 'saving'])
  })

  it('stops preparing when it is cancelled', async () => {
    const controller = new AbortController()
    const upload = uploadBinary(
      {} as Client,
      {
        org: 'o',
        target: { kind: 'create' },
        file: new Blob([someBytes(SIZE)]),
        fields: { resourceType: 'Binary', contentType: 'image/png' },
        raw: false,
      },
      () => controller.abort(),
      controller.signal,
    )
    await expect(upload).rejects.toMatchObject({ name: 'AbortError' })
  })
})
