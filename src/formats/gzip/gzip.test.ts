import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { bytesOf, joined } from '#test/make-zip.ts'
import { readGzip, unpackGzip } from './read-gzip.ts'

const text = 'the quick brown fox '.repeat(5000)
const plain = new Uint8Array(gzipSync(text))

/** A member whose header says more. @param flags FEXTRA 4, FNAME 8, FCOMMENT 16, FHCRC 2 */
function named(flags: number, between: readonly (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  const head = plain.slice(0, 10)
  head[3] = flags
  head[4] = 1
  return joined([head, ...between.map(bytesOf), plain.subarray(10)])
}

async function unpack(...pieces: Uint8Array[]) {
  const { blob, members, remarks } = await unpackGzip(new Blob([joined(pieces)]))
  return { text: await blob.text(), members, remarks }
}

describe('readGzip', () => {
  it('tells name, comment, time and size as they are said', async () => {
    const extra = Uint8Array.of(2, 0, 1, 2)
    const bytes = named(4 | 8 | 16 | 2, [
      extra,
      'scan.tiff\0',
      'from ward 3\0',
      Uint8Array.of(0, 0),
    ])
    expect(await readGzip(new Blob([bytes]))).toMatchObject({
      name: 'scan.tiff',
      comment: 'from ward 3',
      modified: 1000,
      packedSize: bytes.length,
      saidSize: text.length,
    })
    expect(await unpack(bytes)).toEqual({ text, members: 1, remarks: [] })
  })

  it('says nothing where nothing is said', async () => {
    const facts = await readGzip(new Blob([plain]))
    expect(facts).toMatchObject({ name: undefined, comment: undefined, modified: undefined })
  })

  it('reads names in Latin-1, as the standard has them', async () => {
    const bytes = named(8, [Uint8Array.of(0x4d, 0xfc, 0x6c, 0)])
    expect((await readGzip(new Blob([bytes]))).name).toBe('Mül')
  })

  it('is refused of what is none', async () => {
    await expect(readGzip(new Blob([plain.slice(0, 8)]))).rejects.toThrow('not a gzip file')
    await expect(readGzip(new Blob([named(8, [])]).slice(0, 12))).rejects.toThrow('not a gzip file')
  })
})

describe('unpackGzip', () => {
  it('joins members, and takes zeros behind them for padding', async () => {
    const many = Array.from({ length: 40 }, (_, at) => new Uint8Array(gzipSync(`part ${at}\n`)))
    const result = await unpack(...many, new Uint8Array(500))
    expect(result.members).toBe(40)
    expect(result.text.split('\n')).toHaveLength(41)
    expect(result.remarks).toEqual([])
  })

  it('says that other bytes stand behind', async () => {
    const { text: read, remarks } = await unpack(plain, bytesOf('garbage'))
    expect(read).toBe(text)
    expect(remarks[0]).toContain('7 bytes behind its end are not gzip data')
  })

  it('shows the beginning of what is cut or damaged, and says so', async () => {
    const noise = Uint8Array.from({ length: 50_000 }, (_, at) => (at * at * 31) >> 3)
    const packed = new Uint8Array(gzipSync(noise))
    const cut = await unpackGzip(new Blob([packed.slice(0, packed.length / 2)]))
    expect(cut.remarks[0]).toMatch(/is cut off: what is shown are its first [\d,]+ bytes/)
    expect(cut.blob.size).toBeGreaterThan(100)
    expect((await unpack(plain.slice(0, -3))).remarks[0]).toContain('cut off in its last bytes')
    const damaged = plain.slice()
    damaged[30] = (damaged[30] ?? 0) ^ 0xff
    expect((await unpack(damaged)).remarks).toHaveLength(1)
    const wrong = plain.slice()
    wrong[wrong.length - 8] = (wrong.at(-8) ?? 0) ^ 1
    expect((await unpack(wrong)).remarks[0]).toContain('checksum is wrong')
  })

  it('ends at a bound, whatever the size said', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(5_000_000)))
    bomb.set([1, 0, 0, 0], bomb.length - 4)
    await expect(unpackGzip(new Blob([bomb]), { limit: 1_000_000 })).rejects.toThrow(
      '1,000,000 bytes',
    )
  })

  it('tells how far it is, and is stopped', async () => {
    const seen: number[] = []
    await unpackGzip(new Blob([plain]), { onProgress: (done) => seen.push(done) })
    expect(seen.at(-1)).toBe(plain.length)
    const signal = AbortSignal.abort(new Error('stop'))
    await expect(unpackGzip(new Blob([plain]), { signal })).rejects.toThrow('stop')
  })
})
