import { describe, expect, it } from 'vitest'
import { bytesOf, joined, makeZip, type ZipFile, type ZipPart } from '#test/make-zip.ts'
import { openZip, readZip, ZipProblem } from './read-zip.ts'
import { unpackEntry } from './zip-unpack.ts'

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
    expect((await read({ name: latin('K\x94ln.txt') })).entries[0]?.path).toBe('Köln.txt')
    expect((await read({ name: latin('M\xfcller.txt') })).entries[0]?.path).toBe('Müller.txt')
    const kanji = await read({ name: Uint8Array.fromHex('95b68fcd312e747874') })
    expect(kanji.entries[0]?.path).toBe('文章1.txt')
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

  it('is found behind a comment that is cut, and doubted where it is empty before entries', async () => {
    const parts = [{ name: 'a', data: 'x' }]
    const cut = makeZip({ parts, comment: 'From ward 3' }).slice(0, -4)
    expect(await readZip(new Blob([cut]))).toMatchObject({ comment: 'From wa', remarks: [] })
    const hidden = makeZip({ parts: [{ name: 'a', data: 'x' }], hasList: false })
    const { entries, remarks } = await readZip(new Blob([hidden, makeZip({ parts: [] })]))
    expect(entries).toHaveLength(1)
    expect(remarks[0]).toContain('put together from the entries')
  })

  it('says that it begins like the first part of several', async () => {
    const mark = Uint8Array.of(0x50, 0x4b, 7, 8)
    const { remarks } = await readZip(
      blobOf({ parts: [{ name: 'a' }], before: mark, hasList: false }),
    )
    expect(remarks[1]).toContain('first part of an archive that is split')
  })

  it('is refused of what is not an archive', async () => {
    await expect(readZip(new Blob(['PK nothing']))).rejects.toThrow('not a ZIP file')
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
