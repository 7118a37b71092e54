import { big, isHex } from '../detection/head.ts'
import { boxes, findBox } from '../image/iso-boxes.ts'
import { lettersAt } from '../image/range-reader.ts'

/** What a JP2 file says of the colours of its code stream (ISO/IEC 15444-1 Annex I). */
export interface Jp2File {
  /** Bytes of the code stream from the start, to the end of the file where its box is longer. */
  stream: Uint8Array
  /** Whether the box of the code stream says that it has more bytes than there are. */
  isCut: boolean
  /** As `colr` names it; `undefined` in a bare code stream and where only a profile tells. */
  colour: 'grey' | 'sRGB' | 'sYCC' | 'CMYK' | undefined
  hasProfile: boolean
  palette: Palette | undefined
  /** For each channel the component it comes from, and the column of the palette it goes through (`cmap`). */
  mapping: readonly { component: number; column: number | undefined }[] | undefined
  /** For each channel what it is (`cdef`): a colour by its number from 0, how transparent a pixel is, or neither. */
  roles: ReadonlyMap<number, number | 'alpha' | 'multiplied-alpha' | 'other'>
}

interface Palette {
  columns: number
  bits: readonly number[]
  /** Entry after entry, a value for each column. */
  values: readonly number[]
}

/** Finds the code stream and what is said of its colours. @throws Error in words */
export function readJp2(bytes: Uint8Array): Jp2File {
  const bare = {
    isCut: false,
    colour: undefined,
    hasProfile: false,
    palette: undefined,
    mapping: undefined,
    roles: new Map(),
  }
  if (isHex(bytes, 0, 'ff4fff51')) return { ...bare, stream: bytes }
  const top = [...boxes(bytes)].slice(0, 10_000)
  const code = top.find(({ type }) => type === 'jp2c')
  if (code === undefined) throw new Error('The file ends before its picture begins.')
  const head = findBox(bytes, 'jp2h') ?? new Uint8Array()
  return {
    stream: bytes.subarray(code.start, Math.min(code.end, bytes.length)),
    isCut: code.end > bytes.length,
    ...readColour(head),
    palette: readPalette(findBox(head, 'pclr')),
    mapping: readMapping(findBox(head, 'cmap')),
    roles: readRoles(findBox(head, 'cdef')),
  }
}

/** The first way to tell the colours that is understood (§I.5.3.3). */
function readColour(head: Uint8Array): Pick<Jp2File, 'colour' | 'hasProfile'> {
  let hasProfile = false
  for (const { type, start, end } of boxes(head)) {
    if (type !== 'colr') continue
    if (head[start] === 1) {
      const colour = COLOURS[big(head, start + 3, 4)]
      if (colour !== undefined) return { colour, hasProfile }
      throw new Error(
        `Its colours are of the kind ${big(head, start + 3, 4)}, which is not known here.`,
      )
    }
    if (head[start] === 2 || head[start] === 3) {
      hasProfile = true
      // ICC.1 §7.2: the colour space of the data is named in the head of the profile.
      const space = lettersAt(head.subarray(0, end), start + 3 + 16, 4)
      if (space === 'GRAY') return { colour: 'grey', hasProfile }
      if (space === 'RGB ') return { colour: 'sRGB', hasProfile }
      if (space === 'CMYK') return { colour: 'CMYK', hasProfile }
    }
  }
  return { colour: undefined, hasProfile }
}

const COLOURS: Record<number, 'grey' | 'sRGB' | 'sYCC' | 'CMYK'> = {
  12: 'CMYK',
  16: 'sRGB',
  17: 'grey',
  18: 'sYCC',
}

function readPalette(box: Uint8Array | undefined): Palette | undefined {
  if (box === undefined) return undefined
  const [entries, columns] = [big(box, 0, 2), box[2] ?? 0]
  if (!(entries >= 1 && entries <= 1024 && columns >= 1)) throw new Error('Its palette is broken.')
  const bits = Array.from({ length: columns }, (_, at) => ((box[3 + at] ?? 7) & 0x7f) + 1)
  const values: number[] = []
  let at = 3 + columns
  for (let i = 0; i < entries * columns; i += 1) {
    const size = Math.ceil((bits[i % columns] ?? 8) / 8)
    values.push(big(box, at, size) || 0)
    at += size
  }
  return { columns, bits, values }
}

function readMapping(box: Uint8Array | undefined): Jp2File['mapping'] {
  if (box === undefined) return undefined
  return Array.from({ length: Math.floor(box.length / 4) }, (_, at) => ({
    component: big(box, at * 4, 2),
    column: box[at * 4 + 2] === 1 ? (box[at * 4 + 3] ?? 0) : undefined,
  }))
}

function readRoles(box: Uint8Array | undefined): Jp2File['roles'] {
  const roles = new Map<number, number | 'alpha' | 'multiplied-alpha' | 'other'>()
  if (box === undefined) return roles
  const count = Math.min(big(box, 0, 2) || 0, 1024)
  for (let i = 0; i < count; i += 1) {
    const [channel, type, of] = [0, 2, 4].map((at) => big(box, 2 + i * 6 + at, 2))
    if (channel === undefined || type === undefined || of === undefined) continue
    const colour = of >= 1 && of < 0xffff ? of - 1 : 'other'
    roles.set(
      channel,
      type === 0 ? colour : type === 1 ? 'alpha' : type === 2 ? 'multiplied-alpha' : 'other',
    )
  }
  return roles
}
