import { expect, it } from 'vitest'
import { openDicom } from '#formats/dicom/data-set/open-dicom.ts'
import { makeDicom, type DicomEntry } from '#test/make-dicom.ts'
import { headline } from '../changes.ts'
import { compareTags, type TagChange } from './compare-tags.ts'
import { describeDicom } from './describe-dicom.ts'
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
  })
  expect(headline(comparison)).toBe('Patient ID changed, and 2 more changes')
})

it('what was not compared is never said to be the same', () => {
  const same = { identity: { type: 'same' as const }, tags: [], isCut: false, revealed: false }
  const none = describeDicom({ ...same, frames: [], notCompared: ['No pixels are compared.'] })
  expect([none.remarks, none.summary]).toEqual([[], 'No attribute differs.'])
  const open = describeDicom({ ...same, frames: ['same', undefined], notCompared: ['1 is not.'] })
  expect([open.remarks, open.summary]).toEqual([[], 'No attribute differs.'])
  expect(describeDicom({ ...same, frames: ['same'], notCompared: [] }).summary).toBe(
    'No attribute differs, all pixels are the same.',
  )
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
