/** JPEG files whose blocks of eight by eight pixels have one colour each, written byte by byte (ITU T.81): for tests. */
export interface JpegParts {
  /** Blocks across and down; the picture has eight times as many pixels unless told. */
  across: number
  down: number
  /** Of each block, row after row, a value from 0 to 255 for each component. */
  blocks: readonly (readonly number[])[]
  /** As the frame's head says, true or not. */
  width?: number
  height?: number
  /** 0xC0 unless told. */
  process?: number
  bits?: number
  /** Segments before the tables. */
  notes?: readonly Uint8Array[]
  /** Leaves parts out, as a TIFF keeps them apart. */
  only?: 'tables' | 'picture'
}

export function makeJpeg(parts: JpegParts): Uint8Array<ArrayBuffer> {
  const components = parts.blocks[0]?.length ?? 1
  const height = parts.height ?? parts.down * 8
  const width = parts.width ?? parts.across * 8
  const ids = Array.from({ length: components }, (_, at) => at + 1)
  const tables = [
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    // Twelve codes of four bits for the sizes of differences; one of one bit for the end of a block.
    segment(0xc4, [0, 0, 0, 0, 12, ...zeros(12), ...Array.from({ length: 12 }, (_, at) => at)]),
    segment(0xc4, [0x10, 1, ...zeros(15), 0]),
  ]
  const picture = [
    segment(parts.process ?? 0xc0, [
      parts.bits ?? 8,
      ...word(height),
      ...word(width),
      components,
      ...ids.flatMap((id) => [id, 0x11, 0]),
    ]),
    segment(0xda, [components, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    scan(parts.blocks),
  ]
  return joined([
    Uint8Array.of(0xff, 0xd8),
    ...(parts.notes ?? []),
    ...(parts.only === 'picture' ? [] : tables),
    ...(parts.only === 'tables' ? [] : picture),
    Uint8Array.of(0xff, 0xd9),
  ])
}

/** An application's note with EXIF data: an orientation, and a small JPEG where there is one. */
export function exifNote(orientation: number, thumbnail?: Uint8Array): Uint8Array {
  const first = [0, 1, ...word(0x112), ...word(3), ...long(1), ...word(orientation), 0, 0]
  const at = 8 + first.length + 4
  const second =
    thumbnail === undefined
      ? []
      : [
          0,
          2,
          ...word(513),
          ...word(4),
          ...long(1),
          ...long(at + 30),
          ...word(514),
          ...word(4),
          ...long(1),
          ...long(thumbnail.length),
          ...long(0),
        ]
  const tiff = [0x4d, 0x4d, 0, 42, ...long(8), ...first, ...long(second.length === 0 ? 0 : at)]
  const content = [
    ...new TextEncoder().encode('Exif\0\0'),
    ...tiff,
    ...second,
    ...(thumbnail ?? []),
  ]
  return segment(0xe1, content)
}

export function segment(marker: number, content: readonly number[]): Uint8Array {
  return Uint8Array.from([0xff, marker, ...word(content.length + 2), ...content])
}

function scan(blocks: readonly (readonly number[])[]): Uint8Array {
  const before: number[] = []
  let bits = ''
  for (const block of blocks) {
    for (const [component, value] of block.entries()) {
      // The mean of a block is an eighth of its first coefficient.
      const level = (value - 128) * 8
      const difference = level - (before[component] ?? 0)
      before[component] = level
      const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1
      const low = difference < 0 ? difference + (1 << size) - 1 : difference
      bits += size.toString(2).padStart(4, '0')
      if (size > 0) bits += low.toString(2).padStart(size, '0')
      bits += '0'
    }
  }
  const bytes = (bits.match(/.{1,8}/g) ?? []).map((byte) => Number.parseInt(byte.padEnd(8, '1'), 2))
  return Uint8Array.from(bytes.flatMap((byte) => (byte === 0xff ? [0xff, 0] : [byte])))
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]))
}

function zeros(count: number): number[] {
  return Array.from({ length: count }, () => 0)
}

function word(value: number): number[] {
  return [value >> 8, value & 0xff]
}

function long(value: number): number[] {
  return [...word(value >>> 16), ...word(value & 0xffff)]
}
