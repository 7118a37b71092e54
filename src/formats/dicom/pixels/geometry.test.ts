import { describe, expect, it } from 'vitest'
import { makeDicom, type DicomEntry } from '#test/make-dicom.ts'
import { openDicom } from '../data-set/open-dicom.ts'
import { pixelRatio, readEdges, readRegions, readSpacing } from './geometry.ts'

async function dataOf(...entries: DicomEntry[]) {
  return (await openDicom(makeDicom([[0x0008_0008, 'CS', 'ORIGINAL'], ...entries]))).data
}

describe('the orientation of a picture', () => {
  it.each([
    // Seen from the feet: the patient's right is at the left edge.
    ['axial', '1\\0\\0\\0\\1\\0', { left: 'R', right: 'L', top: 'A', bottom: 'P' }],
    ['coronal', '1\\0\\0\\0\\0\\-1', { left: 'R', right: 'L', top: 'H', bottom: 'F' }],
    ['sagittal', '0\\1\\0\\0\\0\\-1', { left: 'A', right: 'P', top: 'H', bottom: 'F' }],
    ['prone', '-1\\0\\0\\0\\-1\\0', { left: 'L', right: 'R', top: 'P', bottom: 'A' }],
    [
      'oblique',
      '0.8\\-0.6\\0\\0\\0.3\\-0.95',
      { left: 'RP', right: 'LA', top: 'HA', bottom: 'FP' },
    ],
  ])('is told by the directions of rows and columns: %s', async (_, cosines, edges) => {
    const data = await dataOf([0x0020_0037, 'DS', cosines])
    expect(readEdges(data, 0)).toEqual(edges)
  })

  it('is told by letters where there are no directions', async () => {
    const data = await dataOf([0x0020_0020, 'CS', 'A\\FR'])
    expect(readEdges(data, 0)).toEqual({ right: 'A', bottom: 'FR', left: 'P', top: 'HL' })
    expect(readEdges(await dataOf(), 0)).toBeUndefined()
  })

  it('has no opposites that are guessed for animals', async () => {
    const data = await dataOf([0x0010_2210, 'CS', 'QUADRUPED'], [0x0020_0020, 'CS', 'PA\\LE'])
    expect(readEdges(data, 0)).toEqual({ right: 'PA', bottom: 'LE', left: '', top: '' })
  })

  it('is that of the frame', async () => {
    const group = (cosines: string): DicomEntry[] => [
      [0x0020_9116, 'SQ', { items: [[[0x0020_0037, 'DS', cosines]]] }],
    ]
    const items = [group('1\\0\\0\\0\\1\\0'), group('0\\1\\0\\0\\0\\-1')]
    const data = await dataOf([0x5200_9230, 'SQ', { items }])
    expect(readEdges(data, 0)?.left).toBe('R')
    expect(readEdges(data, 1)?.left).toBe('A')
  })
})

describe('the distance between pixels', () => {
  it('is in the patient where it is simply given, rows first', async () => {
    const data = await dataOf([0x0008_0060, 'CS', 'CT'], [0x0028_0030, 'DS', '0.5\\0.25'])
    expect(readSpacing(data, 0)).toEqual({ row: 0.5, column: 0.25, caution: undefined })
    expect(pixelRatio(data, readSpacing(data, 0))).toBe(0.5)
  })

  it('is said to be at the detector where that alone is known', async () => {
    const imager = await dataOf([0x0008_0060, 'CS', 'DX'], [0x0018_1164, 'DS', '0.1\\0.1'])
    expect(readSpacing(imager, 0)?.caution).toContain('at the detector')
    const same = await dataOf(
      [0x0008_0060, 'CS', 'DX'],
      [0x0018_1164, 'DS', '0.1\\0.1'],
      [0x0028_0030, 'DS', '0.1\\0.1'],
    )
    expect(readSpacing(same, 0)?.caution).toContain('at the detector')
  })

  it('is said to be calibrated, or not to be known to be', async () => {
    const given: DicomEntry[] = [
      [0x0008_0060, 'CS', 'CR'],
      [0x0028_0030, 'DS', '0.2\\0.2'],
    ]
    expect(readSpacing(await dataOf(...given), 0)?.caution).toContain('does not say whether')
    const calibrated = await dataOf(...given, [0x0028_0a02, 'CS', 'FIDUCIAL'])
    expect(readSpacing(calibrated, 0)?.caution).toBe(
      'Lengths are calibrated by an object of known size.',
    )
  })

  it('is not known without, or where it can’t be', async () => {
    expect(readSpacing(await dataOf(), 0)).toBeUndefined()
    expect(readSpacing(await dataOf([0x0028_0030, 'DS', '0\\0']), 0)).toBeUndefined()
    const ratio = await dataOf([0x0028_0034, 'IS', '1\\2'])
    expect(pixelRatio(ratio, undefined)).toBe(2)
  })

  it('is not known where one of its two numbers is empty', async () => {
    for (const spacing of ['\\0.5', '0.5\\', '\\0.5\\0.25']) {
      expect(readSpacing(await dataOf([0x0028_0030, 'DS', spacing]), 0)).toBeUndefined()
    }
    const alone = await dataOf([0x0028_0030, 'DS', '0.5'])
    expect(readSpacing(alone, 0)).toMatchObject({ row: 0.5, column: 0.5 })
    expect(pixelRatio(await dataOf([0x0028_0034, 'IS', '\\1\\2']), undefined)).toBe(1)
  })

  it('is that of the region in ultrasound, where it is a length both ways', async () => {
    const region = (unit: number): DicomEntry[] => [
      [0x0018_6018, 'UL', [10]],
      [0x0018_601a, 'UL', [20]],
      [0x0018_601c, 'UL', [110]],
      [0x0018_601e, 'UL', [120]],
      [0x0018_6024, 'US', [3]],
      [0x0018_6026, 'US', [unit]],
      [0x0018_602c, 'FD', [0.05]],
      [0x0018_602e, 'FD', [-0.02]],
    ]
    // The second is a Doppler trace: time across, speed down.
    const data = await dataOf([0x0018_6011, 'SQ', { items: [region(3), region(7)] }])
    const place = { left: 10, top: 20, right: 110, bottom: 120 }
    expect(readRegions(data)).toEqual([
      { ...place, spacing: { row: 0.2, column: 0.5, caution: undefined } },
      { ...place, spacing: undefined },
    ])
  })
})
