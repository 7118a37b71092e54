import { makeDicom, picture, words, type DicomEntry } from './make-dicom.ts'

/** A small computed tomography. */
const CT: readonly DicomEntry[] = [
  [0x0008_0016, 'UI', '1.2.840.10008.5.1.4.1.1.2'],
  [0x0008_0060, 'CS', 'CT'],
  [0x0010_0010, 'PN', 'Doe^Jane'],
  [0x0010_0020, 'LO', 'A-4711'],
  [0x0018_0015, 'CS', 'CHEST'],
  [0x0020_0037, 'DS', '1\\0\\0\\0\\1\\0'],
  [0x0028_0030, 'DS', '0.5\\0.5'],
  [0x0028_0103, 'US', [1]],
  [0x0028_1050, 'DS', '40'],
  [0x0028_1051, 'DS', '400'],
  [0x0028_1052, 'DS', '-1024'],
  [0x0028_1053, 'DS', '1'],
]

/** 40 by 40 pixels of 1024, which is 0 HU, but for one of 1264 in the middle. */
export function makeCt(also: readonly DicomEntry[] = [], frames = 1): Uint8Array<ArrayBuffer> {
  const values = Array.from({ length: 1600 * frames }, (_, at) =>
    at % 1600 === 820 ? 1264 : 1024 + Math.floor(at / 1600) * 100,
  )
  return makeDicom(picture({ rows: 40, columns: 40, bits: 16 }, words(...values), [...CT, ...also]))
}
