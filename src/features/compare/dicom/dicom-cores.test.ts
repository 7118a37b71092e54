import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { openPicture } from '#formats/dicom/pixels/picture-reader.ts'
import { makeDicom, picture, words, SYNTAX, type DicomEntry } from '#test/make-dicom.ts'
import { identityWords } from '../patient/identity.ts'
import { compareTags, type TagChange } from './compare-tags.ts'
import { describeDicom, describeValues } from './describe-dicom.ts'
import { diffValues } from './diff-values.ts'
import { compareIdentity } from './patient-identity.ts'

const open = (entries: readonly DicomEntry[], syntax?: string) =>
  openDicom(makeDicom(entries, syntax))

async function tagsOf(left: readonly DicomEntry[], right: readonly DicomEntry[], syntax?: string) {
  const [one, other] = [await open(left), await open(right, syntax)]
  const changes: TagChange[] = []
  compareTags(one.data, other.data, (change) => changes.push(change))
  return changes
}

async function valuesOf(entries: readonly DicomEntry[]) {
  const file = await open(entries)
  const codecs = {
    jpegLs: () => Promise.reject(new Error()),
    jpeg2000: () => Promise.reject(new Error()),
  }
  const reader = openPicture(file, codecs, () => undefined)
  if ('fault' in reader) throw new Error(reader.fault)
  return reader.values(0)
}

const PATIENT = 0x0010_0010
const ID = 0x0010_0020
const BIRTH = 0x0010_0030

const elements = fc
  .uniqueArray(
    fc.tuple(
      fc.constantFrom(0x0008_0060, PATIENT, ID, 0x0018_0015, 0x0019_1001, 0x0020_0010),
      fc.string({ unit: fc.constantFrom('A', 'B'), minLength: 1, maxLength: 3 }),
    ),
    { selector: ([tag]) => tag },
  )
  .map((found): DicomEntry[] =>
    found.toSorted(([a], [b]) => a - b).map(([tag, text]) => [tag, 'LO', text]),
  )

describe('attributes', () => {
  it('the changes make the newer attributes of the older; equal ones have none; swapped ones mirror', async () => {
    await fc.assert(
      fc.asyncProperty(elements, elements, async (left, right) => {
        const pad: DicomEntry = [0x0008_0008, 'CS', 'X']
        const changes = await tagsOf([pad, ...left], [pad, ...right])
        const made = new Map(left.map(([tag, , value]) => [tag, value]))
        for (const { kind, tag, after } of changes) {
          if (kind === 'removed') made.delete(tag)
          else made.set(tag, after)
        }
        expect(made).toEqual(new Map(right.map(([tag, , value]) => [tag, value])))
        expect(await tagsOf([pad, ...left], [pad, ...left])).toEqual([])
        const back = await tagsOf([pad, ...right], [pad, ...left])
        expect(back.map(({ tag, before, after }) => [tag, after, before])).toEqual(
          changes.map(({ tag, before, after }) => [tag, before, after]),
        )
      }),
      { numRuns: 50 },
    )
  })

  it('names what differs inside sequences and private ones, and the same value in another syntax is the same', async () => {
    const make = (dose: string, note: string): DicomEntry[] => [
      [0x0008_1140, 'SQ', { items: [[[0x0008_1155, 'UI', '1.2']], [[0x0008_1155, 'UI', dose]]] }],
      [0x0009_0010, 'LO', 'ACME'],
      [0x0009_1001, 'LO', note],
    ]
    const changes = await tagsOf(make('1.3', 'a'), make('1.4', 'b'))
    expect(changes.map(({ path, before, after }) => [path, before, after])).toEqual([
      ['(0008,1140)[2].(0008,1155)', '1.3', '1.4'],
      ['(0009,1001)', 'a', 'b'],
    ])
    expect(changes[0]?.name).toContain(', item 2, ')
    expect(changes[1]?.name).toBe('Private, ACME (0009,1001)')
    expect(await tagsOf(make('1.3', 'a'), make('1.3', 'a'), SYNTAX.big)).toEqual([])
  })
})

describe('the patient', () => {
  const patient = (name: string, id: string, birth: string) =>
    open([
      [PATIENT, 'PN', name],
      [ID, 'LO', id],
      [BIRTH, 'DA', birth],
    ])

  it('another number is another patient, said first and in the summary', async () => {
    const [one, other] = [
      await patient('DOE^JOHN', '17', '19700101'),
      await patient('DOE^JOHN', '18', '19700101'),
    ]
    const identity = compareIdentity(one.data, other.data)
    expect(identity.type).toBe('other-patient')
    expect(identityWords(identity)).toBe('Different patient: patient ID differs.')
    const { summary, changes } = describeDicom({
      identity,
      tags: [],
      isCut: false,
      frames: ['same'],
      notCompared: [],
      revealed: false,
      isComparing: false,
    })
    expect(summary).toBe(
      'Different patient: patient ID differs. No attribute differs, all pixels are the same.',
    )
    expect(changes).toEqual([])
  })

  it('another name and birth date are, too; a name alone may be a correction', async () => {
    const one = await patient('DOE^JOHN', '17', '19700101')
    expect(compareIdentity(one.data, (await patient('ROE^JANE', '17', '19800101')).data).type).toBe(
      'other-patient',
    )
    expect(compareIdentity(one.data, (await patient('ROE^JOHN', '17', '19700101')).data).type).toBe(
      'unsure',
    )
    expect(compareIdentity(one.data, (await patient('', '', '')).data).type).toBe('unsure')
    expect(
      compareIdentity(one.data, (await patient('DOE^JOHN^^^', '17 ', '19700101')).data).type,
    ).toBe('same')
  })

  it('its values are not in the words unless they are asked for, that they differ is', async () => {
    const tags = await tagsOf([[PATIENT, 'PN', 'DOE^JOHN']], [[PATIENT, 'PN', 'ROE^JANE']])
    const parts = {
      identity: { type: 'same' as const },
      tags,
      isCut: false,
      frames: [],
      notCompared: [],
    }
    const hidden = describeDicom({ ...parts, revealed: false, isComparing: false })
    expect(JSON.stringify(hidden)).not.toMatch(/DOE|ROE/)
    expect(hidden.total).toBe(1)
    expect(JSON.stringify(describeDicom({ ...parts, revealed: true, isComparing: false }))).toMatch(
      /ROE\^JANE/,
    )
  })
})

describe('values', () => {
  const ct = (values: readonly number[], also: readonly DicomEntry[] = []) =>
    picture({ rows: 2, columns: 2, bits: 16 }, words(...values), [
      [0x0008_0060, 'CS', 'CT'],
      [0x0028_1052, 'DS', '-1024'],
      [0x0028_1053, 'DS', '1'],
      ...also,
    ])

  it('differ in Hounsfield units, whatever the window', async () => {
    const diff = diffValues(
      await valuesOf(ct([0, 1000, 1064, 2000])),
      await valuesOf(
        ct(
          [0, 1000, 1024, 2000],
          [
            [0x0028_1050, 'DS', '40'],
            [0x0028_1051, 'DS', '1'],
          ],
        ),
      ),
    )
    expect(diff).toMatchObject({
      differing: 1,
      largest: 40,
      unit: 'HU',
      areas: [{ x: 0, y: 1, width: 1, height: 1, pixels: 1 }],
    })
    expect(describeValues(diff).summary).toBe(
      '25 % of the pixels differ by up to 40 HU, 40 HU on average, in 1 area.',
    )
  })

  it('that are stored in another way, and mean the same, are the same', async () => {
    const scaled = ct([0, 500, 512, 1000], [[0x0028_1053, 'DS', '2']])
    const diff = diffValues(await valuesOf(ct([0, 1000, 1024, 2000])), await valuesOf(scaled))
    expect(diff.differing).toBe(0)
    expect(describeValues(diff).summary).toBe('All values of this frame are the same.')
  })

  it('of different units are not compared, and that is said', async () => {
    const other = ct([0, 1000, 1064, 2000], [[0x0028_1054, 'LO', 'OD']])
    const diff = diffValues(await valuesOf(ct([0, 1000, 1064, 2000])), await valuesOf(other))
    expect(diff.unlike).toContain('HU →')
    expect(describeValues(diff)).toMatchObject({
      summary: 'The pixels could not be compared.',
      total: 0,
    })
  })

  it('of any two frames: marked where they differ, none for equal ones, mirrored for swapped ones', async () => {
    const pixels = fc.array(fc.constantFrom(0, 5, 1000), { minLength: 4, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(pixels, pixels, async (left, right) => {
        const [one, other] = [await valuesOf(ct(left)), await valuesOf(ct(right))]
        const diff = diffValues(one, other)
        const differs = left.map((value, at) => value !== right[at])
        expect([...diff.heat.cells].map((cell) => cell > 0)).toEqual(differs)
        expect(diffValues(other, one)).toEqual(diff)
        expect(diffValues(one, one).differing).toBe(0)
      }),
      { numRuns: 40 },
    )
  })
})

it('frames that can’t be decoded are said, and not called the same or changed', () => {
  const parts = { identity: { type: 'same' as const }, tags: [], isCut: false, notCompared: [] }
  const words = describeDicom({
    ...parts,
    frames: ['same', 'failed'],
    revealed: false,
    isComparing: false,
  })
  expect(words.summary).toBe('No attribute differs.')
  expect(words.total).toBe(0)
  expect(words.notCompared).toEqual(['1 frame could not be decoded and compared.'])
  expect(words.remarks).toEqual([])
})
