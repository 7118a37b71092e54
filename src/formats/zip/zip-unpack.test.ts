import { deflateRawSync } from 'node:zlib'
import { configure, BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'
import { describe, expect, it } from 'vitest'
import { bytesOf, makeZip, type ZipFile, type ZipPart } from '#test/make-zip.ts'
import { openZip, readZip, ZipProblem } from './read-zip.ts'
import { unpackEntry } from './zip-unpack.ts'

configure({ useWebWorkers: false })

const blobOf = (file: ZipFile) => new Blob([makeZip(file)])
const read = (...parts: ZipPart[]) => readZip(blobOf({ parts }))

async function unpacked(blob: Blob, entry = 0, options = {}) {
  const archive = await readZip(blob)
  const place = archive.placeOf(entry)
  if (place === undefined) throw new Error('No such entry.')
  const result = await unpackEntry(blob, place, options)
  return { text: await result.blob.text(), remarks: result.remarks }
}

describe('an entry of a ZIP file', () => {
  const text = 'the quick brown fox '.repeat(500)
  const packed = new Uint8Array(deflateRawSync(text))

  it('is unpacked, stored or deflated', async () => {
    const blob = blobOf({ parts: [{ name: 'a', data: text, packed, method: 8 }] })
    expect(await unpacked(blob)).toEqual({ text, remarks: [] })
  })

  it('says what is wrong with it, and shows what can be read', async () => {
    const wrong = { name: 'a', data: text, crc: 1 }
    expect((await unpacked(blobOf({ parts: [wrong] }))).remarks[0]).toContain('checksum is wrong')
    const cut = makeZip({ parts: [{ name: 'a', data: text, packed, method: 8 }], hasList: false })
    const result = await unpacked(new Blob([cut.slice(0, -20)]))
    expect(result.remarks[0]).toMatch(
      /ends in the middle of this file: what is shown are its first [\d,]+ of 10,000 bytes/,
    )
    expect(text.startsWith(result.text) && result.text.length > 0).toBe(true)
    const damaged = packed.map((byte, at) => (at === 5 ? byte ^ 0xff : byte))
    const { remarks } = await unpacked(
      blobOf({ parts: [{ name: 'a', data: text, packed: damaged, method: 8 }] }),
    )
    expect(remarks).toHaveLength(1)
  })

  it('is refused where it is declared too large, or is larger than declared', async () => {
    const bomb = { name: 'a', data: text, packed, method: 8 }
    await expect(unpacked(blobOf({ parts: [{ ...bomb, size: 0xfffffff0 }] }))).rejects.toThrow(
      'more than 500,000,000 are not unpacked',
    )
    await expect(unpacked(blobOf({ parts: [{ ...bomb, size: 50 }] }))).rejects.toThrow(
      'more than the 50 bytes that it declares',
    )
    await expect(unpacked(blobOf({ parts: [bomb] }), 0, { limit: 9999 })).rejects.toThrow('9,999')
  })

  it('is named by its method where that is not known', async () => {
    const { entries } = await read({ name: 'a', method: 14 }, { name: 'b', method: 77 })
    expect(entries.map(({ refusal }) => refusal)).toEqual([
      'It is packed in a way that can’t be opened here (LZMA).',
      'It is packed in a way that can’t be opened here (method 77).',
    ])
  })

  it('is marked where it shares its bytes with others, and where all come to too much', async () => {
    const data = 'x'.repeat(2000)
    const parts = Array.from({ length: 5 }, (_, at) => ({
      name: `n${at}`,
      data,
      offset: 0,
      size: 0xf0000000,
    }))
    const { entries, remarks } = await read(...parts)
    expect(entries.every(({ remarks }) => remarks.join().includes('shares its bytes'))).toBe(true)
    expect(remarks[0]).toContain('made to overwhelm programs')
  })

  it.each([
    ['traditional', { zipCrypto: true }],
    ['AES, 128 bits', { encryptionStrength: 1 }],
    ['AES, 256 bits', { encryptionStrength: 3 }],
  ] as const)('is opened with its password (%s)', async (name, options) => {
    const writer = new ZipWriter(new BlobWriter())
    await writer.add('secret.txt', new TextReader(text), { password: 'pass word', ...options })
    const blob = await writer.close()
    const { entries, details } = await readZip(blob)
    expect(entries[0]?.isEncrypted).toBe(true)
    expect((await details(0)).facts.join()).toContain(name)
    await expect(unpacked(blob)).rejects.toThrow('encrypted with a password')
    await expect(unpacked(blob, 0, { password: 'wrong' })).rejects.toThrow('password is wrong')
    expect(await unpacked(blob, 0, { password: 'pass word' })).toEqual({ text, remarks: [] })
  })

  it('is opened with a password in the letters of Windows or DOS', async () => {
    for (const raw of [Uint8Array.of(0x73, 0xfc, 0xdf), Uint8Array.of(0x73, 0x81, 0xe1)]) {
      const writer = new ZipWriter(new BlobWriter())
      await writer.add('a', new TextReader(text), { rawPassword: raw, zipCrypto: true })
      const blob = await writer.close()
      expect((await unpacked(blob, 0, { password: 'süß' })).text).toBe(text)
    }
  })

  it('is told to be changed where the authentication code of AES says so', async () => {
    const writer = new ZipWriter(new BlobWriter())
    await writer.add('a', new TextReader('hello'), {
      password: 'p',
      level: 0,
      encryptionStrength: 3,
    })
    const bytes = new Uint8Array(await (await writer.close()).arrayBuffer())
    // Behind header, name, extra field, salt and check.
    const at = 30 + (bytes[26] ?? 0) + (bytes[28] ?? 0) + 18
    bytes[at] = (bytes[at] ?? 0) ^ 1
    const { remarks } = await unpacked(new Blob([bytes]), 0, { password: 'p' })
    expect(remarks[0]).toContain('changed after it was encrypted')
  })

  it('is read from ZIP64, and as programs want it', async () => {
    const writer = new ZipWriter(new BlobWriter(), { zip64: true })
    await writer.add('a/b.bin', new Uint8ArrayReader(bytesOf(text)))
    const blob = await writer.close()
    expect((await readZip(blob)).remarks).toEqual([])
    const [entry] = await openZip(blob)
    expect([entry?.path, entry?.size, entry?.isEncrypted]).toEqual(['a/b.bin', 10_000, false])
    expect(Buffer.from((await entry?.read()) ?? []).toString()).toBe(text)
    await expect(entry?.read({ limit: 10 })).rejects.toThrow(ZipProblem)
  })
})
