import { createRequire } from 'node:module'
import jpeg from 'jpeg-js'
import { makePdf } from '#test/make-pdf.ts'

/** A large content of one kind. */
export interface PreviewSample {
  label: string
  /** Which are measured together. */
  group: 'pdf' | 'text' | 'pictures'
  contentType: string
  /** Made when its turn comes. @param scale 1, or a small part of it for a quick run */
  make: (scale: number) => Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>
}

export const PREVIEW_SAMPLES: readonly PreviewSample[] = [
  {
    label: 'PDF, 1,000 pages',
    group: 'pdf',
    contentType: 'application/pdf',
    make: (scale) => longPdf(scale, 25),
  },
  {
    label: 'PDF, all pages in one node',
    group: 'pdf',
    contentType: 'application/pdf',
    make: longPdf,
  },
  { label: 'text, 100 MB', group: 'text', contentType: 'text/plain', make: longText },
  { label: 'CSV, 1,000,000 rows', group: 'text', contentType: 'text/csv', make: longTable },
  { label: 'JPEG, 48 megapixels', group: 'pictures', contentType: 'image/jpeg', make: largeJpeg },
  {
    label: 'DICOM, 200 frames',
    group: 'pictures',
    contentType: 'application/dicom',
    make: manyFrames,
  },
  { label: 'JPEG 2000 scan', group: 'pictures', contentType: 'image/jp2', make: scan },
]

const utf8 = (text: string) => new TextEncoder().encode(text)

/** About 50 kB a page, as tables of figures have. */
function longPdf(scale: number, perNode?: number): Uint8Array<ArrayBuffer> {
  const lines = Array.from(
    { length: 1000 },
    (_, at) =>
      `BT /F 6 Tf ${30 + (at % 8) * 70} ${760 - Math.floor(at / 8) * 6} Td (Sodium ${at} mmol/l) Tj ET`,
  ).join('\n')
  const pages = Array.from({ length: Math.ceil(1000 * scale) }, (_, at) => ({
    text: `Page ${at + 1}`,
    content: lines,
  }))
  return makePdf(perNode === undefined ? { pages } : { pages, perNode })
}

function longText(scale: number): Uint8Array<ArrayBuffer> {
  const line = '2026-11-26T08:15:00Z ward-7 monitor: heart rate 72, saturation 97 %\n'
  return utf8(line.repeat(Math.ceil((100_000_000 * scale) / line.length)))
}

function longTable(scale: number): Uint8Array<ArrayBuffer> {
  const rows = ['time,patient,code,value,unit']
  for (let row = 0; row < 1_000_000 * scale; row += 1) {
    rows.push(`2026-11-26T08:${row % 60},Patient/${row % 5000},2823-3,${(row % 90) / 10},mmol/l`)
  }
  return utf8(rows.join('\n'))
}

/** Soft shapes and the grain of a sensor, so that it weighs what a telephone's picture of that size does: 2 to 3 bits a pixel. */
function largeJpeg(scale: number): Uint8Array<ArrayBuffer> {
  const width = Math.ceil(8000 * Math.sqrt(scale))
  const height = Math.ceil(6000 * Math.sqrt(scale))
  const across = Array.from({ length: width }, (_, x) => 60 * Math.sin(x / 90))
  const data = new Uint8Array(width * height * 4)
  let grain = 1
  for (let at = 0; at < data.length; at += 1) {
    const pixel = at >> 2
    grain = (Math.imul(grain, 1664525) + 1013904223) >>> 0
    const soft = (across[pixel % width] ?? 0) * Math.cos(Math.floor(pixel / width) / 70)
    data[at] = 128 + soft + (at % 4) * 12 + ((grain >>> 24) % 41) - 20
  }
  return new Uint8Array(jpeg.encode({ data, width, height }, 80).data)
}

const SIDE = 512

/** A CT of 16 bits without compression (PS3.10, explicit VR little endian). */
function manyFrames(scale: number): Uint8Array<ArrayBuffer> {
  const frames = Math.ceil(200 * scale)
  const meta = [
    element(0x0002, 0x0002, 'UI', '1.2.840.10008.5.1.4.1.1.2.1'),
    element(0x0002, 0x0003, 'UI', '2.25.1'),
    element(0x0002, 0x0010, 'UI', '1.2.840.10008.1.2.1'),
  ]
  const size = Buffer.concat(meta).length
  const pixels = new Uint16Array(SIDE * SIDE * frames)
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at * 31) & 0xfff
  return new Uint8Array(
    Buffer.concat([
      Buffer.alloc(128),
      Buffer.from('DICM'),
      element(0x0002, 0x0000, 'UL', Uint32Array.of(size)),
      ...meta,
      element(0x0008, 0x0060, 'CS', 'CT'),
      element(0x0028, 0x0002, 'US', Uint16Array.of(1)),
      element(0x0028, 0x0004, 'CS', 'MONOCHROME2'),
      element(0x0028, 0x0008, 'IS', String(frames)),
      element(0x0028, 0x0010, 'US', Uint16Array.of(SIDE)),
      element(0x0028, 0x0011, 'US', Uint16Array.of(SIDE)),
      element(0x0028, 0x0100, 'US', Uint16Array.of(16)),
      element(0x0028, 0x0101, 'US', Uint16Array.of(12)),
      element(0x0028, 0x0102, 'US', Uint16Array.of(11)),
      element(0x0028, 0x0103, 'US', Uint16Array.of(0)),
      element(0x7fe0, 0x0010, 'OW', pixels),
    ]),
  )
}

function element(
  group: number,
  number: number,
  vr: string,
  value: string | NodeJS.TypedArray,
): Buffer {
  const text =
    typeof value === 'string' && value.length % 2 === 1
      ? `${value}${vr === 'UI' ? '\0' : ' '}`
      : value
  const bytes =
    typeof text === 'string'
      ? Buffer.from(text, 'latin1')
      : Buffer.from(text.buffer, text.byteOffset, text.byteLength)
  const head = Buffer.alloc(vr === 'OW' ? 12 : 8)
  head.writeUInt16LE(group, 0)
  head.writeUInt16LE(number, 2)
  head.write(vr, 4, 'latin1')
  if (vr === 'OW') head.writeUInt32LE(bytes.length, 8)
  else head.writeUInt16LE(bytes.length, 6)
  return Buffer.concat([head, bytes])
}

/** What is used here of a library that ships no types. */
type LoadOpenJpeg = () => Promise<{
  J2KEncoder: new () => {
    getDecodedBuffer(frame: {
      width: number
      height: number
      bitsPerSample: number
      componentCount: number
      isSigned: boolean
    }): Uint8Array
    encode(): void
    getEncodedBuffer(): Uint8Array
  }
}>

/** A page of A4 at 300 dots an inch, in grey. */
async function scan(scale: number): Promise<Uint8Array<ArrayBuffer>> {
  const load = createRequire(import.meta.url)('@cornerstonejs/codec-openjpeg') as LoadOpenJpeg
  const { J2KEncoder } = await load()
  const encoder = new J2KEncoder()
  const width = Math.ceil(2480 * Math.sqrt(scale))
  const height = Math.ceil(3508 * Math.sqrt(scale))
  const pixels = encoder.getDecodedBuffer({
    width,
    height,
    bitsPerSample: 8,
    componentCount: 1,
    isSigned: false,
  })
  for (let at = 0; at < pixels.length; at += 1) pixels[at] = (at % width) % 40 < 30 ? 240 : at & 63
  encoder.encode()
  return new Uint8Array(encoder.getEncodedBuffer())
}
