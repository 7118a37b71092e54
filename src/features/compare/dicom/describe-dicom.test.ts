import { expect, it } from 'vitest'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { makeDicom, type DicomEntry } from '#test/make-dicom.ts'
import { headline } from '../changes.ts'
import { compareTags, type TagChange } from './compare-tags.ts'
import { describeDicom } from './describe-dicom.ts'
import { dicomFile } from './dicom-file.ts'
import { compareIdentity } from './patient-identity.ts'

const open = (entries: readonly DicomEntry[]) => openDicom(makeDicom(entries))

async function tagsOf(left: readonly DicomEntry[], right: readonly DicomEntry[]) {
  const [one, other] = [await open(left), await open(right)]
  const changes: TagChange[] = []
  compareTags(one.data, other.data, (change) => changes.push(change))
  return changes
}

const ID = 0x0010_0020

it('another patient is the headline, whatever else changed, and who it is is not in it', async () => {
  const make = (id: string, window: string): DicomEntry[] => [
    [ID, 'LO', id],
    [0x0028_1050, 'DS', window],
  ]
  const [left, right] = [make('17', '40'), make('18', '60')]
  const [one, other] = [await open(left), await open(right)]
  const comparison = describeDicom({
    identity: compareIdentity(one.data, other.data),
    tags: await tagsOf(left, right),
    isCut: false,
    frames: ['changed'],
    notCompared: [],
    revealed: false,
    isComparing: false,
  })
  expect(headline(comparison)).toBe('Patient ID changed, and 2 more changes')
})

it('what was not compared is never said to be the same', () => {
  const told = { isCut: false, revealed: false, isComparing: false }
  const same = { identity: { type: 'same' as const }, tags: [], ...told }
  const none = describeDicom({ ...same, frames: [], notCompared: ['No pixels are compared.'] })
  expect([none.remarks, none.summary]).toEqual([[], 'No attribute differs.'])
  const open = describeDicom({ ...same, frames: ['same', undefined], notCompared: ['1 is not.'] })
  expect([open.remarks, open.summary]).toEqual([[], 'No attribute differs.'])
  expect(describeDicom({ ...same, frames: ['same'], notCompared: [] }).summary).toBe(
    'No attribute differs, all pixels are the same.',
  )
})

it('says of frames that are still compared that they are', () => {
  const told = { isCut: false, revealed: false, isComparing: true, notCompared: [] }
  const parts = { identity: { type: 'same' as const }, tags: [], ...told }
  const summary = (frames: ('same' | 'changed' | undefined)[]) =>
    describeDicom({ ...parts, frames }).summary
  expect(summary(['same', undefined])).toBe('No attribute differs, the pixels are still compared.')
  expect(summary(['changed', undefined])).toBe('No attribute differs, 1 frame of 2 differs so far.')
})

it('as a file: what is hidden on the page is hidden there, and said; that it differs never is', async () => {
  const [left, right]: DicomEntry[][] = [
    [
      [ID, 'LO', 'A-17'],
      [0x0028_1050, 'DS', '40'],
    ],
    [
      [ID, 'LO', 'B-18'],
      [0x0028_1050, 'DS', '60'],
    ],
  ]
  if (left === undefined || right === undefined) return
  const parts = {
    identity: compareIdentity((await open(left)).data, (await open(right)).data),
    tags: await tagsOf(left, right),
    isCut: false,
    frames: ['same', 'changed'] as const,
    notCompared: [],
    isComparing: false,
  }
  const file = async (revealed: boolean) =>
    (await dicomFile({ ...parts, revealed }, undefined, () => Promise.resolve())).text()
  const lines = (await file(false)).split('\r\n')
  expect(lines).toContain('changed,Frame 2,,,')
  expect(lines).toContain('changed,Patient ID,"(0010,0020)",hidden,hidden')
  expect(lines).toContain('changed,Window Center,"(0028,1050)",40,60')
  expect(lines.join('\n')).toContain('note,Different patient: patient ID differs.')
  expect(lines.join('\n')).toContain('The values of 1 attribute may tell who the patient is.')
  expect(await file(false)).not.toMatch(/A-17|B-18/u)
  const whole = await file(true)
  expect(whole).toContain('changed,Patient ID,"(0010,0020)",A-17,B-18')
  expect(whole).not.toContain('may tell who')
})

it('the picture of an icon, and what is nested deeper than is looked at', async () => {
  const icon = (pixel: string): DicomEntry[] => [
    [0x0088_0200, 'SQ', { items: [[[0x7fe0_0010, 'LT', pixel]]] }],
  ]
  expect((await tagsOf(icon('a'), icon('b'))).map(({ path }) => path)).toEqual([
    '(0088,0200)[1].(7FE0,0010)',
  ])
  const nested = (depth: number, value: string): DicomEntry[] =>
    depth === 0
      ? [[0x0008_0060, 'CS', value]]
      : [[0x0008_1140, 'SQ', { items: [nested(depth - 1, value)] }]]
  const [one, other] = [await open(nested(40, 'A')), await open(nested(40, 'B'))]
  const changes: TagChange[] = []
  const { isCut } = compareTags(one.data, other.data, (change) => changes.push(change))
  expect(isCut || changes.length > 0).toBe(true)
})
