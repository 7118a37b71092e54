import { deflateRawSync } from 'node:zlib'
import { configure, BlobWriter, TextReader, Uint8ArrayReader, ZipWriter } from '@zip.js/zip.js'
import { describe, expect, it } from 'vitest'
import { bytesOf, joined, makeZip, type ZipFile, type ZipPart } from '#test/make-zip.ts'
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

describe('the list of a ZIP file', () => {
  it('has names, sizes, kinds and times as they are stored', async () => {
    const { entries, comment, remarks } = await readZip(
      blobOf({
        parts: [
          { name: 'scans/', attributes: 0x10, host: 0 },
          { name: 'scans/a.txt', data: 'hello' },
          { name: 'link', data: 'scans/a.txt', attributes: 0xa1ff0000 },
          { name: 'old', data: '', dosTime: 0 },
        ],
        comment: 'From ward 3',
      }),
    )
    expect(entries.map(({ path, type, size }) => [path, type, size])).toEqual([
      ['scans/', 'folder', 0],
      ['scans/a.txt', 'file', 5],
      ['link', 'link', 11],
      ['old', 'file', 0],
    ])
    expect(entries[1]?.time).toEqual({ type: 'clock', text: '2026-05-03T14:05:10' })
    expect(entries[3]?.time).toBeUndefined()
    expect(comment).toBe('From ward 3')
    expect(remarks).toEqual([])
  })

  it('takes the exact time where an extra field has it', async () => {
    const extra = Uint8Array.of(0x55, 0x54, 5, 0, 1, 0x10, 0x32, 0x54, 0x66)
    const { entries } = await read({ name: 'a', extra })
    expect(entries[0]?.time).toEqual({ type: 'instant', time: 0x66543210 * 1000 })
  })

  it('is empty where the file is', async () => {
    expect((await readZip(blobOf({ parts: [] }))).entries).toEqual([])
  })

  it('marks what other programs could be tricked by', async () => {
    const { entries } = await read(
      { name: '../../etc/passwd' },
      { name: '/root/x' },
      { name: 'C:\\Windows\\x', host: 3 },
      { name: 'twice' },
      { name: 'twice' },
      { name: 'annex\u202egpj.exe', flags: 1 << 11 },
    )
    const remarks = entries.map((entry) => entry.remarks.join(' '))
    expect(remarks[0]).toContain('“..”')
    expect(remarks[1]).toContain('absolute path')
    expect(remarks[2]).toContain('absolute path')
    expect(remarks[3]).toContain('same name')
    expect(remarks[4]).toContain('same name')
    expect(remarks[5]).toContain('can’t be seen')
  })

  it('says that a name differs in the entry’s own header', async () => {
    const { details } = await read({ name: 'report.txt', localName: 'virus.exe' })
    expect((await details(0)).remarks).toEqual([
      'Its own header calls it “virus.exe”, otherwise than the list of contents.',
    ])
  })

  it('reads names in the encoding that they are declared in or look like', async () => {
    const latin = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0))
    const sjis = Uint8Array.fromHex('93fa967b8cea83658358836783742e747874')
    expect((await read({ name: latin('M\x81ller.txt') })).entries[0]?.path).toBe('Müller.txt')
    expect((await read({ name: latin('M\xfcller.txt') })).entries[0]?.path).toBe('Müller.txt')
    const plain = await read({ name: 'Müller.txt' })
    expect(plain.entries[0]?.path).toBe('Müller.txt')
    expect(plain.names).toEqual({ encoding: 'utf-8', found: 'utf-8', isGuess: true })
    const japanese = await read({ name: sjis, host: 0 })
    expect(japanese.entries[0]?.path).toBe('日本語テストフ.txt')
    expect(japanese.names?.found).toBe('shift_jis')
    const chosen = await readZip(blobOf({ parts: [{ name: sjis }] }), 'cp850')
    expect(chosen.names?.encoding).toBe('cp850')
    expect(chosen.entries[0]?.path).toContain('ô·û{')
    const declared = await read({ name: 'Müller.txt', flags: 1 << 11 })
    expect(declared.names).toBeUndefined()
  })

  it('finds an archive behind a program, and one before other bytes', async () => {
    const parts = [{ name: 'a.txt', data: 'hello' }]
    const blob = blobOf({ parts, before: bytesOf('MZ program'), behind: bytesOf('junk') })
    const { remarks } = await readZip(blob)
    expect(remarks[0]).toContain('10 bytes stand before the archive')
    expect(remarks[1]).toContain('4 bytes stand behind')
    expect((await unpacked(blob)).text).toBe('hello')
  })

  it('says that its count is wrong, and that a part of it lies in other files', async () => {
    const parts = [{ name: 'a' }, { name: 'b', disk: 7 }]
    const { remarks, entries } = await readZip(blobOf({ parts, entries: 5, disk: 1 }))
    expect(remarks.join(' ')).toContain('part 2 of an archive')
    expect(remarks.join(' ')).toContain('holds 5 entries, but lists 2')
    expect(entries[1]?.refusal).toContain('another part')
  })

  it('is put together from the entries where it is missing, and says so', async () => {
    const behind = joined([
      Uint8Array.of(0x50, 0x4b, 7, 8, 0x86, 0xa6, 0x10, 0x36, 5, 0, 0, 0, 5, 0, 0, 0),
      makeZip({ parts: [{ name: 'c', data: 'third' }], hasList: false }),
    ])
    const blob = blobOf({
      parts: [
        { name: 'a', data: 'first' },
        {
          name: 'b',
          packed: joined([bytesOf('hello'), behind]),
          flags: 8,
          size: 0,
          packedSize: 0,
          crc: 0,
        },
      ],
      hasList: false,
    })
    const { entries, remarks } = await readZip(blob)
    expect(remarks[0]).toContain('put together from the entries')
    expect(entries.map(({ path, size }) => [path, size])).toEqual([
      ['a', 5],
      ['b', 5],
      ['c', 5],
    ])
    expect(await unpacked(blob, 1)).toEqual({ text: 'hello', remarks: [] })
    expect(await unpacked(blob, 2)).toEqual({ text: 'third', remarks: [] })
    await expect(openZip(blob)).rejects.toThrow(ZipProblem)
  })

  it('is refused of what is no archive', async () => {
    await expect(readZip(new Blob(['PK nothing']))).rejects.toThrow('no ZIP file')
    await expect(openZip(new Blob([]))).rejects.toThrow(ZipProblem)
  })

  it('never throws anything else, wherever the file is cut or changed', async () => {
    const whole = makeZip({
      parts: [
        { name: 'a', data: 'x'.repeat(50) },
        { name: 'b/c', data: 'y' },
      ],
    })
    for (let at = 0; at < whole.length; at += 1) {
      const changed = whole.slice()
      changed[at] = (changed[at] ?? 0) ^ 0xff
      for (const bytes of [whole.slice(0, at), changed]) {
        const blob = new Blob([bytes])
        const archive = await readZip(blob).catch((error: Error) => error)
        if (archive instanceof Error) expect(archive.name).toBe('ArchiveProblem')
        else
          for (const entry of archive.entries.keys()) {
            await archive.details(entry)
            await unpacked(blob, entry).catch((error: Error) =>
              expect(error.name).toBe('ArchiveProblem'),
            )
          }
      }
    }
  })
})

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
