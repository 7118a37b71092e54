import { describe, expect, it } from 'vitest'
import { makeTar, paxRecord, type TarPart } from '#test/make-tar.ts'
import { readTar } from './read-tar.ts'

const blobOf = (...parts: TarPart[]) => new Blob([makeTar(parts)])

async function textOf(blob: Blob, entry: number): Promise<string | undefined> {
  const place = (await readTar(blob)).placeOf(entry)
  return place && blob.slice(place.start, place.start + place.size).text()
}

describe('readTar', () => {
  it('lists files, folders and links', async () => {
    const blob = blobOf(
      { name: 'a/', type: '5' },
      { name: 'b.txt', prefix: 'a/long', data: 'hello' },
      { name: 'c', type: '2', link: '../../etc/passwd' },
      { name: 'd', type: '1', link: 'b.txt', size: '00000000777\0' },
      { name: 'pipe', type: '6' },
      { name: 'last', data: 'x'.repeat(600) },
    )
    const { entries, remarks, details } = await readTar(blob)
    expect(remarks).toEqual([])
    expect(entries.map(({ path, type, size }) => [path, type, size])).toEqual([
      ['a/', 'folder', 0],
      ['a/long/b.txt', 'file', 5],
      ['c', 'link', 0],
      ['d', 'link', 0],
      ['pipe', 'special', 0],
      ['last', 'file', 600],
    ])
    expect(entries[2]?.remarks.join()).toContain(
      'link to “../../etc/passwd”, which is not followed',
    )
    expect(entries[4]?.refusal).toContain('no content')
    expect(entries[1]?.time).toEqual({ type: 'instant', time: 0o15174661216 * 1000 })
    expect(details(1).facts).toEqual([
      ['Owner', 'ward3, staff'],
      ['Rights', '644'],
    ])
    expect(await textOf(blob, 1)).toBe('hello')
    expect(await textOf(blob, 5)).toBe('x'.repeat(600))
  })

  it('takes names, sizes and times from pax headers, for one entry or all', async () => {
    const name = `${'ü'.repeat(120)}.txt`
    const blob = blobOf(
      { name: 'g', type: 'g', data: paxRecord('mtime', '1000.5') },
      { name: 'x', type: 'x', data: paxRecord('path', name) + paxRecord('size', '5') },
      { name: 'short', data: 'hello', size: '00000000000\0' },
      { name: 'next', data: 'you' },
    )
    const { entries } = await readTar(blob)
    expect(entries.map(({ path, size }) => [path, size])).toEqual([
      [name, 5],
      ['next', 3],
    ])
    expect(entries[1]?.time).toEqual({ type: 'instant', time: 1_000_500 })
    expect(await textOf(blob, 0)).toBe('hello')
  })

  it('takes long names and sizes in base 256 from GNU', async () => {
    const name = 'folder/'.repeat(30)
    const size = Uint8Array.of(0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 5)
    const blob = blobOf(
      { name: '././@LongLink', type: 'L', data: `${name}\0` },
      { name: 'cut', data: 'hello', size },
    )
    const { entries } = await readTar(blob)
    expect(entries.map(({ path, size }) => [path, size])).toEqual([[name, 5]])
  })

  it('refuses sparse files, and says so', async () => {
    const { entries } = await readTar(
      blobOf(
        { name: 's', type: 'S', data: 'x' },
        {
          name: 'x',
          type: 'x',
          data: paxRecord('GNU.sparse.major', '1') + paxRecord('GNU.sparse.name', 'big.img'),
        },
        { name: 'GNUSparseFile.0/big.img', data: 'x' },
      ),
    )
    expect(entries.map(({ path }) => path)).toEqual(['s', 'big.img'])
    expect(entries.every(({ refusal }) => refusal?.includes('sparse'))).toBe(true)
  })

  it('marks doubtful names, reads old ones by their bytes', async () => {
    const { entries, names } = await readTar(
      blobOf(
        { name: '../up' },
        { name: '/abs' },
        { name: 'twice' },
        { name: 'twice' },
        { name: Uint8Array.of(0x4d, 0xfc, 0x6c, 0x6c, 0x65, 0x72) },
      ),
    )
    expect(entries.map(({ remarks }) => remarks.length)).toEqual([1, 1, 1, 1, 0])
    expect(entries[4]?.path).toBe('Müller')
    expect(names?.isGuess).toBe(true)
  })

  it('goes on behind a damaged header, and says what is missing', async () => {
    const blob = blobOf(
      { name: 'a', data: 'x' },
      { name: 'b', data: 'y', sum: '0000001' },
      { name: 'c', data: 'z' },
    )
    const { entries, remarks } = await readTar(blob)
    expect(entries.map(({ path }) => path)).toEqual(['a', 'c'])
    expect(remarks[0]).toContain('2 blocks before byte 2,048 can’t be read')
  })

  it('names the first of many damaged places, and counts the others', async () => {
    const parts = Array.from({ length: 40 }, (_, at) => ({
      name: `n${at}`,
      ...(at % 2 === 1 && { sum: '1' }),
    }))
    const { entries, remarks } = await readTar(blobOf(...parts))
    expect(entries).toHaveLength(20)
    expect(remarks.slice(5)).toEqual(['14 more places can’t be read.', expect.any(String)])
  })

  it('says that it is cut off, in a file or behind one', async () => {
    const whole = makeTar([
      { name: 'a', data: 'x'.repeat(600) },
      { name: 'b', data: 'y'.repeat(600) },
    ])
    const inside = await readTar(new Blob([whole.slice(0, 512 * 4 + 100)]))
    expect(inside.remarks[0]).toContain('cut off')
    expect(inside.entries[1]?.remarks[0]).toContain('ends in the middle')
    const behind = await readTar(new Blob([whole.slice(0, 512 * 6)]))
    expect(behind.remarks[0]).toContain('no end mark')
  })

  it('is refused of what is not a tar, and never throws anything else', async () => {
    await expect(readTar(new Blob(['x'.repeat(2000)]))).rejects.toThrow('No entry')
    const whole = makeTar([
      { name: 'x', type: 'x', data: paxRecord('path', 'y') },
      { name: 'a', data: 'b' },
    ])
    for (let at = 0; at < whole.length; at += 7) {
      const changed = whole.map((byte, place) => (place === at ? byte ^ 0xff : byte))
      for (const bytes of [changed, whole.slice(0, at)]) {
        const read = await readTar(new Blob([bytes])).catch((error: Error) => error.name)
        if (typeof read === 'string') expect(read).toBe('ArchiveProblem')
      }
    }
  })
})
