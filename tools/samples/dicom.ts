/** One grey image of 16 bits a pixel (12 of them used). */
export interface Slice {
  rows: number
  columns: number
  stored: Uint16Array
}

type Value = string | number | Uint16Array

/** A CT Image as a DICOM Part 10 file, Explicit VR Little Endian (PS3.10 §7, PS3.5 §7.1). */
export function writeDicom(slice: Slice): Uint8Array {
  const meta = Buffer.concat([
    Buffer.from([2, 0, 1, 0, 0x4f, 0x42, 0, 0, 2, 0, 0, 0, 0, 1]),
    element(0x0002, 0x0002, 'UI', CT_IMAGE),
    element(0x0002, 0x0003, 'UI', `${ROOT}.3`),
    element(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2.1'),
    element(0x0002, 0x0012, 'UI', `${ROOT}.0`),
    element(0x0002, 0x0013, 'SH', 'BINNACLE_DEMO'),
  ])
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from('DICM'),
    element(0x0002, 0x0000, 'UL', meta.length),
    meta,
    ...HEADER.map(([group, number, vr, value]) => element(group, number, vr, value)),
    ...picture(slice),
  ])
}

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2'
/** Under 2.25, the root for UIDs made of a UUID. */
const ROOT = '2.25.302744907281155234713459926015500421'

const HEADER: [number, number, string, string][] = [
  [0x0008, 0x0005, 'CS', 'ISO_IR 100'],
  [0x0008, 0x0008, 'CS', 'ORIGINAL\\PRIMARY\\AXIAL'],
  [0x0008, 0x0016, 'UI', CT_IMAGE],
  [0x0008, 0x0018, 'UI', `${ROOT}.3`],
  [0x0008, 0x0020, 'DA', '20261015'],
  [0x0008, 0x0023, 'DA', '20261015'],
  [0x0008, 0x0030, 'TM', '101742'],
  [0x0008, 0x0033, 'TM', '101803'],
  [0x0008, 0x0050, 'SH', 'HC26-4471'],
  [0x0008, 0x0060, 'CS', 'CT'],
  [0x0008, 0x0070, 'LO', 'Fathom Imaging (fictional)'],
  [0x0008, 0x0080, 'LO', 'Harbour Clinic (sample)'],
  [0x0008, 0x0090, 'PN', 'Okafor^Adaeze^^Dr.'],
  [0x0008, 0x1030, 'LO', 'CT head without contrast'],
  [0x0008, 0x103e, 'LO', 'Axial 5.0 mm soft tissue'],
  [0x0010, 0x0010, 'PN', 'Exemple^Camille'],
  [0x0010, 0x0020, 'LO', '3310'],
  [0x0010, 0x0030, 'DA', '19480622'],
  [0x0010, 0x0040, 'CS', 'F'],
  [0x0010, 0x1010, 'AS', '078Y'],
  [0x0018, 0x0015, 'CS', 'HEAD'],
  [0x0018, 0x0050, 'DS', '5'],
  [0x0018, 0x0060, 'DS', '120'],
  [0x0018, 0x5100, 'CS', 'HFS'],
  [0x0020, 0x000d, 'UI', `${ROOT}.1`],
  [0x0020, 0x000e, 'UI', `${ROOT}.2`],
  [0x0020, 0x0010, 'SH', '4471'],
  [0x0020, 0x0011, 'IS', '2'],
  [0x0020, 0x0013, 'IS', '14'],
  [0x0020, 0x0032, 'DS', '-115.2\\-115.2\\70'],
  [0x0020, 0x0037, 'DS', '1\\0\\0\\0\\1\\0'],
  [0x0020, 0x0052, 'UI', `${ROOT}.4`],
  [0x0020, 0x1040, 'LO', ''],
]

function picture({ rows, columns, stored }: Slice): Buffer[] {
  return [
    element(0x0028, 0x0002, 'US', 1),
    element(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
    element(0x0028, 0x0010, 'US', rows),
    element(0x0028, 0x0011, 'US', columns),
    element(0x0028, 0x0030, 'DS', '0.9\\0.9'),
    element(0x0028, 0x0100, 'US', 16),
    element(0x0028, 0x0101, 'US', 12),
    element(0x0028, 0x0102, 'US', 11),
    element(0x0028, 0x0103, 'US', 0),
    element(0x0028, 0x1050, 'DS', '40\\500'),
    element(0x0028, 0x1051, 'DS', '80\\2000'),
    element(0x0028, 0x1052, 'DS', '-1024'),
    element(0x0028, 0x1053, 'DS', '1'),
    element(0x0028, 0x1054, 'LO', 'HU'),
    element(0x0028, 0x1055, 'LO', 'BRAIN\\BONE'),
    element(0x7fe0, 0x0010, 'OW', stored),
  ]
}

/** Values are padded to even length: UIDs with a zero byte, text with a space. */
function element(group: number, number: number, vr: string, value: Value): Buffer {
  const bytes = encode(vr, value)
  const long = vr === 'OW'
  const head = Buffer.alloc(long ? 12 : 8)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(vr, 4, 'latin1')
  if (long) head.writeUInt32LE(bytes.length, 8)
  else head.writeUInt16LE(bytes.length, 6)
  return Buffer.concat([head, bytes])
}

function encode(vr: string, value: Value): Buffer {
  if (typeof value === 'string') {
    const padded = value.length % 2 === 0 ? value : value + (vr === 'UI' ? '\0' : ' ')
    return Buffer.from(padded, 'latin1')
  }
  const numbers = typeof value === 'number' ? [value] : value
  const width = vr === 'UL' ? 4 : 2
  const out = Buffer.alloc(numbers.length * width)
  for (const [i, n] of numbers.entries()) out.writeUIntLE(n, i * width, width)
  return out
}
