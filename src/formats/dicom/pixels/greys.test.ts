import { describe, expect, it } from 'vitest'
import { picture, SYNTAX, words, type DicomEntry } from '#test/make-dicom.ts'
import { colours, drawn, openEntries, PLAIN } from '#test/open-picture.ts'

const WINDOW: readonly DicomEntry[] = [
  [0x0028_1050, 'DS', '100'],
  [0x0028_1051, 'DS', '101'],
]

function grey16(values: readonly number[], also: readonly DicomEntry[] = []): DicomEntry[] {
  return picture({ rows: 1, columns: values.length, bits: 16 }, words(...values), also)
}

describe('grey pictures', () => {
  it('show low values dark in MONOCHROME2 and light in MONOCHROME1', async () => {
    const pixels = Uint8Array.of(0, 64, 128, 255)
    expect(await drawn(picture({ rows: 2, columns: 2 }, pixels))).toEqual([0, 64, 128, 255])
    const negative = picture({ rows: 2, columns: 2, photometric: 'MONOCHROME1' }, pixels)
    expect(await drawn(negative)).toEqual([255, 191, 127, 0])
    expect(await drawn(negative, { display: { inverted: true } })).toEqual([0, 64, 128, 255])
  })

  it('follow the window functions of PS3.3 §C.11.2.1.2 and C.11.2.1.3', async () => {
    const values = [0, 49, 50, 100, 149, 150, 300]
    // Center 100, width 101: from 49.5 to 149.5.
    expect(await drawn(grey16(values, WINDOW))).toEqual([0, 0, 1, 129, 254, 255, 255])
    const exact: DicomEntry = [0x0028_1056, 'CS', 'LINEAR_EXACT']
    expect(await drawn(grey16(values, [...WINDOW, exact]))).toEqual([0, 0, 1, 128, 251, 254, 255])
    const sigmoid: DicomEntry = [0x0028_1056, 'CS', 'SIGMOID']
    expect(await drawn(grey16([0, 100, 200], [...WINDOW, sigmoid]))).toEqual([5, 128, 250])
    const narrow: DicomEntry = [0x0028_1051, 'DS', '1']
    expect(await drawn(grey16([99, 100, 101], [...WINDOW, narrow]))).toEqual([0, 255, 255])
  })

  it('have no window made of a center and a width of different places', async () => {
    const entries = grey16(
      [0, 1000],
      [
        [0x0028_1050, 'DS', '\\-600\\40'],
        [0x0028_1051, 'DS', '400\\1500\\'],
        [0x0028_1055, 'LO', 'SOFT\\LUNG\\BONE'],
      ],
    )
    const reader = await openEntries(entries)
    expect(reader.model.proposals).toEqual(['LUNG'])
    expect((await reader.draw(0, PLAIN)).window).toMatchObject({ center: -600, width: 1500 })
    expect(reader.remarks).toContain('A window without a center is left out.')
    expect(reader.remarks).toContain('A window without a width is left out.')
  })

  it('are windowed after the rescaling, and are signed where the file says so', async () => {
    const entries = grey16(
      [-1000, 0, 1000].map((value) => value & 0xffff),
      [
        [0x0028_0103, 'US', [1]],
        [0x0028_1050, 'DS', '0.5'],
        [0x0028_1051, 'DS', '4001'],
        [0x0028_1052, 'DS', '0'],
        [0x0028_1053, 'DS', '2'],
      ],
    )
    expect(await drawn(entries)).toEqual([0, 128, 255])
    const reader = await openEntries(
      [...entries, [0x0008_0060, 'CS', 'CT'] as DicomEntry].toSorted(
        ([one], [other]) => one - other,
      ),
    )
    expect(await reader.probe(0, 0, 0)).toEqual({ stored: [-1000], value: -2000 })
    expect(reader.model.unit).toBe('HU')
    const unspecified: DicomEntry[] = [
      ...entries,
      [0x0008_0060, 'CS', 'CT'],
      [0x0028_1054, 'LO', 'US'],
    ]
    const other = await openEntries(unspecified.toSorted(([one], [two]) => one - two))
    expect(other.model.unit).toBeUndefined()
  })

  it('take the stored bits alone, wherever they lie in their cells', async () => {
    const look: readonly DicomEntry[] = [
      [0x0028_0101, 'US', [12]],
      [0x0028_0102, 'US', [15]],
      [0x0028_0103, 'US', [1]],
    ]
    const reader = await openEntries(grey16([0x7ff3, 0x800f, 0xfff0], look))
    const values = await Promise.all([0, 1, 2].map((x) => reader.probe(0, x, 0)))
    expect(values.map((probe) => probe?.stored)).toEqual([[2047], [-2048], [-1]])
  })

  it('are read in big endian, with bytes that were written as words', async () => {
    const big = SYNTAX.big
    expect(
      await drawn(picture({ rows: 1, columns: 2, bits: 16 }, [1, 2]), { syntax: big }),
    ).toEqual([0, 255])
    const bytes = picture({ rows: 1, columns: 4 }, Uint8Array.of(10, 20, 30, 40))
    expect(await drawn(bytes, { syntax: big })).toEqual([10, 20, 30, 40])
    const asWords = [
      ...bytes.slice(0, -1),
      [0x7fe0_0010, 'OW', Uint8Array.of(20, 10, 40, 30)] as DicomEntry,
    ]
    expect(await drawn(asWords, { syntax: big })).toEqual([10, 20, 30, 40])
  })

  it('are big endian alone in the private syntax of old scanners', async () => {
    const entries = picture({ rows: 1, columns: 3, bits: 16 }, Uint8Array.of(0, 1, 0, 3, 0, 2))
    expect(await drawn(entries, { syntax: '1.2.840.113619.5.2' })).toEqual([0, 255, 128])
  })

  it('that are not compressed where they should be are shown, and it is said', async () => {
    const reader = await openEntries(picture({ rows: 1, columns: 1 }, [7]), SYNTAX.jpeg)
    expect((await reader.probe(0, 0, 0))?.stored).toEqual([7])
    expect(reader.remarks.join()).toContain('JPEG Baseline, but are not compressed')
  })

  it('go from the lowest to the highest value where no window is given, without the padding', async () => {
    const padding: DicomEntry = [0x0028_0120, 'US', [9000]]
    expect(await drawn(grey16([1000, 1500, 2000, 9000], [padding]))).toEqual([0, 128, 255, 255])
  })

  it('use the file’s own tables for values and for greys', async () => {
    const table = (
      first: number,
      bits: number,
      entries: number[],
      more: DicomEntry[] = [],
    ): DicomEntry[] => [
      [0x0028_3002, 'US', [entries.length, first, bits]],
      ...more,
      [0x0028_3006, 'US', entries],
    ]
    const voi: DicomEntry = [0x0028_3010, 'SQ', { items: [table(10, 8, [0, 255, 100])] }]
    expect(await drawn(grey16([5, 10, 11, 12, 99], [voi]))).toEqual([0, 0, 255, 100, 100])
    const type: DicomEntry = [0x0028_3004, 'LO', 'OD']
    const modality: DicomEntry = [
      0x0028_3000,
      'SQ',
      { items: [table(0, 16, [30, 20, 10], [type])] },
    ]
    expect(await drawn(grey16([0, 1, 2], [modality]))).toEqual([255, 128, 0])
    const uneven: DicomEntry = [0x0028_3000, 'SQ', { items: [table(0, 16, [10, 30, 20])] }]
    expect(await drawn(grey16([0, 1, 2], [uneven]))).toEqual([0, 255, 128])
    const reader = await openEntries(grey16([0, 1, 2], [modality]))
    expect(reader.model.unit).toBe('optical density × 1000')
  })

  it('tell doses in their unit, and show all frames in one range', async () => {
    const entries = picture(
      { rows: 1, columns: 2, bits: 32 },
      words(100, 0, 200, 0, 300, 0, 500, 0),
      [
        [0x0008_0060, 'CS', 'RTDOSE'],
        [0x0028_0008, 'IS', '2'],
        [0x3004_0002, 'CS', 'GY'],
        [0x3004_000e, 'DS', '0.01'],
      ],
    )
    const reader = await openEntries(entries)
    expect(reader.model.unit).toBe('Gy')
    expect((await reader.probe(1, 1, 0))?.value).toBe(5)
    expect(colours(await reader.draw(0, PLAIN))).toEqual([0, 64])
    expect(colours(await reader.draw(1, PLAIN))).toEqual([128, 255])
  })

  it('take the window of each frame from its functional group', async () => {
    const group = (center: string): DicomEntry[] => [
      [
        0x0028_9132,
        'SQ',
        {
          items: [
            [
              [0x0028_1050, 'DS', center],
              [0x0028_1051, 'DS', '2'],
            ],
          ],
        },
      ],
    ]
    const entries = picture({ rows: 1, columns: 1 }, Uint8Array.of(50, 50), [
      [0x0028_0008, 'IS', '2'],
      [0x5200_9230, 'SQ', { items: [group('20'), group('80')] }],
    ])
    expect(await drawn(entries, { index: 0 })).toEqual([255])
    expect(await drawn(entries, { index: 1 })).toEqual([0])
  })

  it('are single bits, and floating point numbers', async () => {
    const bits = picture(
      { rows: 3, columns: 3, bits: 1 },
      Uint8Array.of(0b0101_0101, 0b0000_0011, 0),
      [[0x0028_0008, 'IS', '2']],
    )
    expect(await drawn(bits)).toEqual([255, 0, 255, 0, 255, 0, 255, 0, 255])
    expect((await drawn(bits, { index: 1 }))[0]).toBe(255)
    const floats = picture(
      { rows: 1, columns: 3, bits: 32 },
      [],
      [[0x7fe0_0008, 'OF', [-0.5, 0, 0.5]]],
    ).filter(([tag]) => tag !== 0x7fe0_0010)
    expect(await drawn(floats)).toEqual([0, 128, 255])
  })

  it('say where the file contradicts itself about light and dark', async () => {
    const shape: DicomEntry = [0x2050_0020, 'CS', 'IDENTITY']
    const entries = picture({ rows: 1, columns: 1, photometric: 'MONOCHROME1' }, [0], [shape])
    expect((await openEntries(entries)).model.notices.join()).toContain(
      'contradicts itself about light and dark',
    )
    const agrees = picture({ rows: 1, columns: 1 }, [0], [shape])
    expect((await openEntries(agrees)).model.notices).toEqual([])
  })
})
