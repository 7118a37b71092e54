/** TIFF files byte by byte, for tests: every tag is written as it is given, right or wrong. */
export interface TiffPageParts {
  /** By number. Numbers are written as LONG, or SHORT for those that have to be; texts as ASCII; pairs as RATIONAL. */
  tags: Record<
    number,
    number | readonly number[] | string | { rationals: readonly (readonly [number, number])[] }
  >
  /** The strips or tiles; their places and sizes are added (273 and 279, or 324 and 325 where there is a tile width). */
  parts: readonly Uint8Array[]
}

export interface TiffOptions {
  isLittle?: boolean
  /** With offsets of eight bytes. */
  isBig?: boolean
  /** Where the directory after this one is said to be; by default the next one, 0 after the last. */
  nextOf?: (index: number, places: readonly number[]) => number
}

/** Tags whose values are SHORT. */
const SHORTS = new Set([258, 259, 262, 266, 274, 277, 284, 297, 317, 320, 332, 338, 339, 530])

/** The pictures come first, and the directories at the end. */
export function makeTiff(
  pages: readonly TiffPageParts[],
  options: TiffOptions = {},
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(options.isLittle ?? true, options.isBig ?? false)
  writer.head()
  const pointers: number[] = []
  const places = pages.map(({ tags, parts }) => {
    const isTiled = tags[322] !== undefined
    const starts = parts.map((part) => writer.put(part))
    const all: TiffPageParts['tags'] = {
      [isTiled ? 324 : 273]: starts,
      [isTiled ? 325 : 279]: parts.map(({ length }) => length),
      ...tags,
    }
    const { at, next } = writer.directory(all)
    pointers.push(next)
    return at
  })
  writer.pointAt(writer.isBig ? 8 : 4, places[0] ?? 0)
  for (const [index, pointer] of pointers.entries()) {
    writer.pointAt(pointer, options.nextOf?.(index, places) ?? places[index + 1] ?? 0)
  }
  return writer.bytes()
}

/** Square pages of one grey each, in strips of 64 rows, and each directory behind its picture, as scanners write them. */
export function makeTiffOf(
  count: number,
  side: number,
  greyOf: (index: number) => number,
): Uint8Array<ArrayBuffer> {
  const [strips, entries] = [side / 64, 9]
  const lists = 8 * strips
  const length = side * side + 2 + entries * 12 + 4 + lists
  const bytes = new Uint8Array(8 + count * length)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, 0x49492a00)
  let pointer = 4
  for (let index = 0; index < count; index += 1) {
    const start = 8 + index * length
    const at = start + side * side
    bytes.fill(greyOf(index), start, at)
    view.setUint32(pointer, at, true)
    view.setUint16(at, entries, true)
    const list = at + 2 + entries * 12 + 4
    const values = [256, side, 257, side, 258, 8, 259, 1, 262, 1, 273, list, 277, 1, 278, 64]
    for (let entry = 0; entry < entries; entry += 1) {
      const place = at + 2 + entry * 12
      const [tag = 279, value = list + 4 * strips] = values.slice(entry * 2, entry * 2 + 2)
      view.setUint16(place, tag, true)
      view.setUint16(place + 2, 4, true)
      view.setUint32(place + 4, tag === 273 || tag === 279 ? strips : 1, true)
      view.setUint32(place + 8, value, true)
    }
    for (let strip = 0; strip < strips; strip += 1) {
      view.setUint32(list + 4 * strip, start + strip * 64 * side, true)
      view.setUint32(list + 4 * (strips + strip), 64 * side, true)
    }
    pointer = at + 2 + entries * 12
  }
  return bytes
}

/** A page of one strip, black and white by default, its rows packed into bytes. */
export function onePage(
  width: number,
  height: number,
  data: Uint8Array,
  tags: TiffPageParts['tags'] = {},
): TiffPageParts {
  return {
    tags: { 256: width, 257: height, 258: 1, 259: 1, 262: 0, 277: 1, 278: height, ...tags },
    parts: [data],
  }
}

class Writer {
  readonly isLittle: boolean
  readonly isBig: boolean
  #data = new DataView(new ArrayBuffer(1 << 20))
  #end = 0

  constructor(isLittle: boolean, isBig: boolean) {
    this.isLittle = isLittle
    this.isBig = isBig
  }

  head(): void {
    this.#data.setUint16(0, this.isLittle ? 0x4949 : 0x4d4d)
    this.#number(2, this.isBig ? 43 : 42, 2)
    if (this.isBig) this.#number(4, 8, 2)
    this.#end = this.isBig ? 16 : 8
  }

  put(bytes: Uint8Array): number {
    const at = this.#end
    new Uint8Array(this.#data.buffer).set(bytes, at)
    this.#end += bytes.length + (bytes.length & 1)
    return at
  }

  directory(tags: TiffPageParts['tags']): { at: number; next: number } {
    const [head, step, tail] = this.isBig ? [8, 20, 8] : [2, 12, 4]
    const entries = Object.entries(tags).map(([tag, value]) => ({ tag: Number(tag), value }))
    const at = this.#end
    const next = at + head + entries.length * step
    this.#end = next + tail
    this.#number(at, entries.length, head)
    for (const [index, { tag, value }] of entries.entries()) {
      this.#entry(at + head + index * step, tag, value)
    }
    return { at, next }
  }

  pointAt(place: number, target: number): void {
    this.#number(place, target, this.isBig ? 8 : 4)
  }

  bytes(): Uint8Array<ArrayBuffer> {
    return new Uint8Array(this.#data.buffer.slice(0, this.#end))
  }

  #entry(place: number, tag: number, value: TiffPageParts['tags'][number]): void {
    const { type, size, count, write } = this.#encoded(tag, value)
    this.#number(place, tag, 2)
    this.#number(place + 2, type, 2)
    this.#number(place + 4, count, this.isBig ? 8 : 4)
    const [inline, at] = this.isBig ? [8, place + 12] : [4, place + 8]
    if (count * size <= inline) return write(at)
    const far = this.#end
    this.#end += count * size + ((count * size) & 1)
    this.#number(at, far, inline)
    write(far)
  }

  #encoded(tag: number, value: TiffPageParts['tags'][number]) {
    if (typeof value === 'string') {
      const text = new TextEncoder().encode(`${value}\0`)
      const write = (at: number) => new Uint8Array(this.#data.buffer).set(text, at)
      return { type: 2, size: 1, count: text.length, write }
    }
    if (typeof value === 'object' && 'rationals' in value) {
      const flat = value.rationals.flat()
      const write = (at: number) => flat.forEach((each, i) => this.#number(at + i * 4, each, 4))
      return { type: 5, size: 8, count: value.rationals.length, write }
    }
    const list = typeof value === 'number' ? [value] : value
    // Tables of a JPEG are bytes of no type.
    const [type, size] = tag === 347 ? [7, 1] : SHORTS.has(tag) ? [3, 2] : [4, 4]
    const write = (at: number) => list.forEach((each, i) => this.#number(at + i * size, each, size))
    return { type, size, count: list.length, write }
  }

  #number(at: number, value: number, size: number): void {
    if (size === 1) this.#data.setUint8(at, value)
    else if (size === 2) this.#data.setUint16(at, value, this.isLittle)
    else if (size === 4) this.#data.setUint32(at, value, this.isLittle)
    else this.#data.setBigUint64(at, BigInt(value), this.isLittle)
  }
}
