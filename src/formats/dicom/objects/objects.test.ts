import { describe, expect, it } from 'vitest'
import { makeDicom, type DicomEntry } from '#test/make-dicom.ts'
import { openDicom } from '../data-set/open-dicom.ts'
import { describeObject } from './describe-object.ts'
import { readEncapsulated, readFilm } from './encapsulated.ts'
import { readReport } from './read-report.ts'
import { placesOf, rowOf, searchText, wholeValue } from './tag-rows.ts'

const open = (entries: readonly DicomEntry[]) => openDicom(makeDicom(entries))

function code(value: string, meaning: string, scheme = 'LN'): DicomEntry {
  return [0x0040_a043, 'SQ', { items: [coded(value, meaning, scheme)] }]
}

function coded(value: string, meaning: string, scheme: string): DicomEntry[] {
  return [
    [0x0008_0100, 'SH', value],
    [0x0008_0102, 'SH', scheme],
    [0x0008_0104, 'LO', meaning],
  ]
}

function item(type: string, concept: DicomEntry, ...rest: DicomEntry[]): DicomEntry[] {
  const entries: DicomEntry[] = [
    [0x0040_a010, 'CS', 'CONTAINS'],
    [0x0040_a040, 'CS', type],
    concept,
    ...rest,
  ]
  return entries.toSorted(([one], [other]) => one - other)
}

describe('a structured report', () => {
  it('is its text, with numbers in their units, codes, and how items belong together', async () => {
    const number = item('NUM', code('1', 'Diameter'), [
      0x0040_a300,
      'SQ',
      {
        items: [
          [
            [0x0040_08ea, 'SQ', { items: [coded('mm', 'millimeter', 'UCUM')] }],
            [0x0040_a30a, 'DS', '12.5'],
          ],
        ],
      },
    ])
    const count = item('NUM', code('2', 'Lesions'), [
      0x0040_a300,
      'SQ',
      {
        items: [
          [
            [0x0040_08ea, 'SQ', { items: [coded('1', 'no units', 'UCUM')] }],
            [0x0040_a30a, 'DS', '3'],
          ],
        ],
      },
    ])
    const missing = item('NUM', code('3', 'Volume'), [
      0x0040_a301,
      'SQ',
      { items: [coded('114006', 'Measurement failure', 'DCM')] },
    ])
    const finding = item('CODE', code('4', 'Finding'), [
      0x0040_a168,
      'SQ',
      { items: [coded('M-1', 'Nodule', 'SRT')] },
    ])
    const text = item('TEXT', code('5', 'Impression'), [
      0x0040_a160,
      'UT',
      'One line\r\nand another \\ here',
    ])
    const person = item('PNAME', code('6', 'Reader'), [0x0040_a123, 'PN', 'Roe^Ann^^Dr'])
    const date = item('DATETIME', code('7', 'When'), [0x0040_a120, 'DT', '20260102131415+0100'])
    const inner = item('CONTAINER', code('8', 'Findings'), [
      0x0040_a730,
      'SQ',
      { items: [number, count, missing, finding] },
    ])
    const { data } = await open([
      code('18748-4', 'Imaging Report'),
      [0x0040_a491, 'CS', 'PARTIAL'],
      [0x0040_a493, 'CS', 'UNVERIFIED'],
      [0x0040_a730, 'SQ', { items: [inner, text, person, date] }],
    ])
    const report = readReport(data, () => undefined)
    expect(report.title).toBe('Imaging Report')
    expect(report.status).toEqual(['Partial: more content is to come', 'Not verified'])
    const lines = report.lines.map(({ number, depth, concept, value }) => [
      number,
      depth,
      concept,
      value,
    ])
    expect(lines).toEqual([
      ['1.1', 0, 'Findings', undefined],
      ['1.1.1', 1, 'Diameter', '12.5 mm (millimeter)'],
      ['1.1.2', 1, 'Lesions', '3'],
      ['1.1.3', 1, 'Volume', 'Measurement failure'],
      ['1.1.4', 1, 'Finding', 'Nodule'],
      ['1.2', 0, 'Impression', 'One line\r\nand another \\ here'],
      ['1.3', 0, 'Reader', 'Dr Ann Roe'],
      ['1.4', 0, 'When', '2026-01-02 13:14:15 +0100'],
    ])
    expect(report.lines[4]?.codes).toEqual(['4, LN', 'M-1, SRT'])
  })
})

describe('the kind of an object', () => {
  it.each<[string, DicomEntry[], string, string]>([
    ['a plan', [[0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.481.5']], 'other', 'RT Plan'],
    ['a directory', [[0x0004_1220, 'SQ', { items: [] }]], 'directory', 'DICOM directory'],
    [
      'pixels of no class',
      [
        [0x0008_0060, 'CS', 'MR'],
        [0x7fe0_0010, 'OB', [0, 0]],
      ],
      'picture',
      'MR image',
    ],
    ['a file inside', [[0x0042_0011, 'OB', [1, 2]]], 'document', 'Encapsulated document'],
  ])('%s', async (_, entries, type, title) => {
    expect(describeObject(await open(entries))).toMatchObject({ type, title })
  })
})

describe('a file inside', () => {
  it('is taken out without the byte that makes its length even', async () => {
    const { data } = await open([
      [0x0042_0011, 'OB', Uint8Array.of(1, 2, 3)],
      [0x0042_0012, 'LO', 'application/pdf'],
      [0x0042_0015, 'UL', [3]],
    ])
    const inner = readEncapsulated(data, () => undefined)
    expect(inner?.contentType).toBe('application/pdf')
    expect(new Uint8Array((await inner?.blob.arrayBuffer()) ?? new ArrayBuffer())).toEqual(
      Uint8Array.of(1, 2, 3),
    )
  })
})

describe('a film', () => {
  it('is taken out of its fragments', async () => {
    const fragments = [Uint8Array.of(0, 0, 0, 8), Uint8Array.of(0x66, 0x74, 0x79, 0x70)]
    const entries: DicomEntry[] = [[0x7fe0_0010, 'OB', { fragments }]]
    const { data, syntax } = await openDicom(makeDicom(entries, '1.2.840.10008.1.2.4.102'))
    expect(await readFilm(data, syntax)?.blob.text()).toBe('\0\0\0\bftyp')
    const jpeg = await openDicom(makeDicom(entries, '1.2.840.10008.1.2.4.50'))
    expect(readFilm(jpeg.data, jpeg.syntax)).toBeUndefined()
  })
})

describe('the list of tags', () => {
  const entries: DicomEntry[] = [
    [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
    [0x0008_0080, 'LO', 'General Hospital'],
    [0x0008_1140, 'SQ', { items: [[[0x0010_0020, 'LO', '4711']]] }],
    [0x0009_0010, 'LO', 'ACME 1.0'],
    [0x0009_1001, 'LO', 'Doe was here'],
    [0x0009_1002, 'US', [7]],
    [0x0010_0010, 'PN', 'Doe^Jane'],
    [0x0020_0052, 'UI', '1.2.3'],
    [0x0028_0009, 'AT', [0x0018_1063]],
    [0x0028_0010, 'US', [1, 2]],
    [0x7fe0_0010, 'OB', Uint8Array.of(1, 255)],
  ]

  it('has names, values, private ones by who made them, and what sequences hold', async () => {
    const { data } = await open(entries)
    const rows = placesOf([data], () => undefined).map((place) => rowOf(place, true))
    const told = rows.map(
      ({ depth, tag, name, value }) => `${'>'.repeat(depth)}${tag} ${name}: ${value}`,
    )
    expect(told).toEqual([
      '(0008,0016) SOP Class UID: 1.2.840.10008.5.1.4.1.1.2 (CT Image)',
      '(0008,0080) Institution Name: General Hospital',
      '(0008,1140) Referenced Image Sequence: ',
      '> Item 1 of 1: ',
      '>>(0010,0020) Patient ID: 4711',
      '(0009,0010) Private creator: ACME 1.0',
      '(0009,1001) Private, ACME 1.0: Doe was here',
      '(0009,1002) Private, ACME 1.0: 7',
      '(0010,0010) Patient’s Name: Doe^Jane',
      '(0020,0052) Frame of Reference UID: 1.2.3',
      '(0028,0009) Frame Increment Pointer: (0018,1063)',
      '(0028,0010) Rows: 1\\2',
      '(7FE0,0010) Pixel Data: 01 ff',
    ])
  })

  it('holds back what may tell who the patient is', async () => {
    const { data } = await open(entries)
    const places = placesOf([data], () => undefined)
    const hidden = places.map((place) => rowOf(place, false)).filter((row) => row.hidden)
    expect(hidden.map(({ tag }) => tag)).toEqual([
      '(0008,0080)',
      '(0010,0020)',
      '(0009,1001)',
      '(0010,0010)',
    ])
    expect(hidden.every(({ value }) => value === '')).toBe(true)
    expect(places.map((place) => wholeValue(place, false)).join()).not.toMatch(/Doe|4711|General/)
    expect(places.map((place) => searchText(place, false)).join()).not.toMatch(/doe|4711|general/)
  })

  it('is searched beyond what it shows of a long value', async () => {
    const { data } = await open([[0x0040_a160, 'UT', `${'x'.repeat(3000)} Needle`]])
    const [place] = placesOf([data], () => undefined)
    expect(place && rowOf(place, true).value).toMatch(/^x{400}…$/)
    expect(place && searchText(place, true)).toContain('needle')
  })
})
