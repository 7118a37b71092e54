import type { FlowPicture } from '../flow/flow-document.ts'
import { bitmapOfMetafile } from '../flow/metafile-bitmap.ts'
import { bitmapFile } from '../flow/windows-bitmap.ts'
import type { Destination } from './formats.ts'
import { hexValue } from './tokens.ts'

/** The bytes of `\pict`, in hexadecimal digits or behind `\bin` (RTF 1.9.1, “Pictures”). */
export class PictureReader implements Destination {
  /** Bytes that are neither digits nor blank. */
  strange = 0
  private bytes = new Uint8Array(4096)
  private length = 0
  private high = -1
  /** Twips, and percent of them. */
  private goal = 0
  private scale = 100
  private format = 'application/octet-stream'

  text(): void {}

  word(word: string, parameter = 0): void {
    if (word === 'picwgoal') this.goal = parameter
    else if (word === 'picscalex') this.scale = parameter
    else this.format = FORMATS.get(word) ?? this.format
  }

  /** In CSS pixels, as far as the document says. */
  get width(): number | undefined {
    const width = Math.round((this.goal * this.scale) / 100 / TWIPS_PER_PIXEL)
    return width >= 1 && width <= WIDEST ? width : undefined
  }

  raw(source: Uint8Array, start: number, end: number, isBinary: boolean): void {
    this.reserve(isBinary ? end - start : ((end - start) >> 1) + 1)
    if (isBinary) {
      this.bytes.set(source.subarray(start, end), this.length)
      this.length += end - start
      return
    }
    for (let at = start; at < end; at += 1) {
      const value = hexValue(source[at])
      if (value < 0) {
        if (source[at] !== 0x20) this.strange += 1
      } else if (this.high < 0) this.high = value
      else {
        this.bytes[this.length] = this.high * 16 + value
        this.length += 1
        this.high = -1
      }
    }
  }

  /** As it is stored, but for a bitmap of Windows, alone or in a metafile, of which a file is made that can be drawn. */
  get picture(): FlowPicture | undefined {
    if (this.length === 0) return undefined
    const bytes = this.bytes.slice(0, this.length)
    const contentType = sniff(bytes) ?? this.format
    const bitmap = bitmapIn(contentType, bytes)
    return bitmap ? { contentType: 'image/bmp', bytes: bitmap } : { contentType, bytes }
  }

  private reserve(more: number): void {
    if (this.length + more <= this.bytes.length) return
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + more))
    larger.set(this.bytes.subarray(0, this.length))
    this.bytes = larger
  }
}

function bitmapIn(
  contentType: string,
  bytes: Uint8Array<ArrayBuffer>,
): Uint8Array<ArrayBuffer> | undefined {
  if (contentType === DIB) return bitmapFile(bytes)
  const isMetafile = contentType === 'image/wmf' || contentType === 'image/emf'
  return isMetafile ? bitmapOfMetafile(bytes) : undefined
}

const TWIPS_PER_PIXEL = 15
const WIDEST = 10_000
const DIB = 'image/x-dib'

const FORMATS = new Map([
  ['pngblip', 'image/png'],
  ['jpegblip', 'image/jpeg'],
  ['emfblip', 'image/emf'],
  ['wmetafile', 'image/wmf'],
  ['dibitmap', DIB],
  ['wbitmap', 'image/x-wbitmap'],
  ['macpict', 'image/x-pict'],
  ['pmmetafile', 'image/x-pmmetafile'],
])

/** The bytes know better than the word, which some writers get wrong. */
function sniff(bytes: Uint8Array): string | undefined {
  return STARTS.find(([start]) => start.every((byte, at) => bytes[at] === byte))?.[1]
}

const STARTS: readonly [start: readonly number[], contentType: string][] = [
  [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a], 'image/png'],
  [[0xff, 0xd8, 0xff], 'image/jpeg'],
  [[0x47, 0x49, 0x46, 0x38], 'image/gif'],
  [[0xd7, 0xcd, 0xc6, 0x9a], 'image/wmf'],
]

/** A number of bytes that is the same for the same picture, to find those that come again and again. */
export function pictureKey({ contentType, bytes }: FlowPicture): string {
  let hash = 0x81_1c_9d_c5
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01_00_01_93)
  return `${contentType} ${bytes.length} ${hash >>> 0}`
}
