import { describe, expect, it } from 'vitest'
import {
  ascii,
  dataSet,
  joined,
  makeDicom,
  SYNTAX,
  words,
  type DicomEntry,
} from '#test/make-dicom.ts'
import { openDicom } from './open-dicom.ts'
import { itemOf, itemsOf, numbersOf, textOf, textsOf } from './values.ts'

const ENTRIES: readonly DicomEntry[] = [
  [0x0008_0005, 'CS', 'ISO_IR 100'],
  [0x0008_0060, 'CS', 'CT'],
  [0x0008_1140, 'SQ', { items: [[[0x0008_1155, 'UI', '1.2.3']], [[0x0008_1155, 'UI', '1.2.4']]] }],
  [0x0010_0010, 'PN', 'M\xfcller^J\xf6rg'],
  [0x0018_0050, 'DS', '2.5\\-1e2 '],
  [0x0028_0010, 'US', [512]],
  [0x0028_0106, 'SS', [-5]],
]

function expectEntries(data: Parameters<typeof textOf>[0]): void {
  expect(textOf(data, 0x0008_0060)).toBe('CT')
  expect(itemsOf(data, 0x0008_1140).map((item) => textOf(item, 0x0008_1155))).toEqual([
    '1.2.3',
    '1.2.4',
  ])
  expect(textOf(data, 0x0010_0010)).toBe('Müller^Jörg')
  expect(numbersOf(data, 0x0018_0050)).toEqual([2.5, -100])
  expect(numbersOf(data, 0x0028_0010)).toEqual([512])
}

async function deflated(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate-raw'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

describe('a DICOM file', () => {
  it.each([SYNTAX.explicit, SYNTAX.implicit, SYNTAX.big])('is read in %s', async (syntax) => {
    const { data, problems } = await openDicom(makeDicom(ENTRIES, syntax))
    expectEntries(data)
    expect(problems).toEqual([])
  })

  it('is read deflated, with or without a byte that makes the length even, up to where it is damaged', async () => {
    const head = makeDicom([], SYNTAX.deflated)
    const body = await deflated(dataSet(ENTRIES))
    for (const tail of [0, 1]) {
      const { data, problems } = await openDicom(joined([head, body, new Uint8Array(tail)]))
      expectEntries(data)
      expect(problems).toEqual([])
    }
    const cut = await openDicom(joined([head, body.subarray(0, body.length - 12)]))
    expect(textOf(cut.data, 0x0008_0060)).toBe('CT')
    expect(cut.problems).toContain('The deflated data is damaged or cut off.')
  })

  it('is read with a preamble of its own, and without one, and without a head', async () => {
    const whole = makeDicom(ENTRIES)
    whole.set(ascii('II*\0'))
    expectEntries((await openDicom(whole)).data)
    expectEntries((await openDicom(whole.slice(128))).data)
    expectEntries((await openDicom(whole.slice(132))).data)
    for (const coding of [
      { explicit: true, little: true },
      { explicit: true, little: false },
      { explicit: false, little: true },
    ]) {
      const { data, problems } = await openDicom(dataSet(ENTRIES, coding))
      expectEntries(data)
      expect(problems.join()).toContain('does not name its transfer syntax')
    }
    expectEntries((await openDicom(joined([Uint8Array.of(0x20), dataSet(ENTRIES)]))).data)
  })

  it('is read as it is written where that isn’t as it says', async () => {
    const head = makeDicom([], SYNTAX.implicit)
    const { data, problems } = await openDicom(joined([head, dataSet(ENTRIES)]))
    expectEntries(data)
    expect(problems.join()).toContain('but it is in Explicit VR Little Endian')
  })

  it('has sequences of unknown length, within each other, private ones, and some hidden behind UN', async () => {
    const inner: DicomEntry[] = [[0x0008_0100, 'SH', 'deep']]
    const middle: DicomEntry[] = [[0x0040_a043, 'SQ', { items: [inner], open: true }]]
    const hidden = dataSet([[0x0008_1155, 'UI', '9.9']], { explicit: false, little: true })
    const item = joined([Uint8Array.of(0xfe, 0xff, 0, 0xe0), words(hidden.length, 0), hidden])
    const entries: DicomEntry[] = [
      [0x0008_1140, 'UN', item],
      [0x0009_0010, 'LO', 'ACME'],
      [0x0009_1001, 'SQ', { items: [[[0x0008_0100, 'SH', 'own']]], open: true }],
      [0x0040_a730, 'SQ', { items: [middle, inner], open: true }],
      [0x0040_a732, 'LO', 'after'],
    ]
    for (const syntax of [SYNTAX.explicit, SYNTAX.implicit]) {
      const { data } = await openDicom(makeDicom(entries, syntax))
      expect(textOf(itemOf(itemOf(data, 0x0040_a730), 0x0040_a043), 0x0008_0100)).toBe('deep')
      expect(textOf(itemsOf(data, 0x0040_a730)[1], 0x0008_0100)).toBe('deep')
      expect(textOf(itemOf(data, 0x0009_1001), 0x0008_0100)).toBe('own')
      expect(textOf(itemOf(data, 0x0008_1140), 0x0008_1155)).toBe('9.9')
      expect(data.elements.has(0x0040_a732)).toBe(true)
    }
  })

  it('is read by the dictionary where all its representations are UN', async () => {
    const { data } = await openDicom(
      makeDicom([
        [0x0008_0060, 'UN', ascii('CT')],
        [0x0009_1001, 'UN', ascii('own ')],
        [0x0028_0010, 'UN', words(512)],
      ]),
    )
    expect(textOf(data, 0x0008_0060)).toBe('CT')
    expect(numbersOf(data, 0x0028_0010)).toEqual([512])
    expect(data.elements.get(0x0009_1001)?.vr).toBe('UN')
  })

  it('is read on behind a representation that nobody knows', async () => {
    const bad: DicomEntry = [0x0008_0070, 'ZZ', 'ab']
    const { data, problems } = await openDicom(
      makeDicom([[0x0008_0060, 'CS', 'CT'], bad, [0x0010_0010, 'PN', 'X']]),
    )
    expect(textOf(data, 0x0010_0010)).toBe('X')
    expect(textOf(data, 0x0008_0070)).toBe('ab')
    expect(problems).toEqual(['(0008,0070) has no known value representation.'])
  })

  it('gives what is there of a file that is cut off, and says so', async () => {
    const whole = makeDicom([...ENTRIES, [0x7fe0_0010, 'OW', new Uint8Array(100)]])
    const { data, problems } = await openDicom(whole.slice(0, whole.length - 30))
    expectEntries(data)
    expect(data.elements.get(0x7fe0_0010)).toMatchObject({ length: 70, missing: 30 })
    expect(problems).toEqual(['The file is cut off in (7FE0,0010): 30 of its bytes are missing.'])
  })

  it('comes to an end whatever its bytes are, and however deep it is nested', async () => {
    let nested: DicomEntry[] = [[0x0008_0100, 'SH', 'end']]
    for (let depth = 0; depth < 300; depth += 1)
      nested = [[0x0040_a730, 'SQ', { items: [nested], open: true }]]
    const { problems } = await openDicom(makeDicom(nested))
    expect(problems.join()).toContain('nested deeper')
    const whole = makeDicom(ENTRIES)
    let seed = 7
    for (let round = 0; round < 300; round += 1) {
      const broken = whole.slice()
      for (let hit = 0; hit < 8; hit += 1) {
        seed = (seed * 48_271) % 2_147_483_647
        broken[132 + (seed % (broken.length - 132))] = seed & 255
      }
      await openDicom(broken).catch((error: unknown) => expect(error).toBeInstanceOf(Error))
    }
  })

  it('does not believe in a length beyond the file', async () => {
    const huge = joined([
      makeDicom(ENTRIES),
      words(0x7fe0, 0x0010),
      ascii('OW'),
      words(0, 0xfffe, 0xffff),
    ])
    const { data } = await openDicom(huge)
    expect(data.elements.get(0x7fe0_0010)?.length).toBe(0)
  })

  it('is none when no element makes sense', async () => {
    await expect(openDicom(new Uint8Array(3000).fill(0x41))).rejects.toThrow('No element of DICOM')
    await expect(openDicom(new Uint8Array())).rejects.toThrow('No element of DICOM')
  })

  it('says where letters are guessed', async () => {
    const name: DicomEntry = [0x0010_0010, 'PN', 'M\xfcller']
    const { data, problems } = await openDicom(makeDicom([[0x0008_0060, 'CS', 'CT'], name]))
    expect(textOf(data, 0x0010_0010)).toBe('Müller')
    expect(problems.join()).toContain('letters beyond ASCII are guessed')
    const odd = await openDicom(makeDicom([[0x0008_0005, 'CS', 'ISO_IR 999'], name]))
    expect(odd.problems.join()).toContain('“ISO_IR 999” is not known here')
  })

  it('has an item’s own character set within it', async () => {
    const greek: DicomEntry[] = [
      [0x0008_0005, 'CS', 'ISO_IR 126'],
      [0x0010_0010, 'PN', '\xc4\xe9\xef'],
    ]
    const latin: DicomEntry[] = [[0x0010_0010, 'PN', '\xc4\xe9\xef']]
    const entries: DicomEntry[] = [
      [0x0008_0005, 'CS', 'ISO_IR 100'],
      [0x0008_1140, 'SQ', { items: [greek, latin] }],
    ]
    const { data } = await openDicom(makeDicom(entries))
    const names = itemsOf(data, 0x0008_1140).map((item) => textsOf(item, 0x0010_0010)[0])
    expect(names).toEqual(['Διο', 'Äéï'])
  })
})
