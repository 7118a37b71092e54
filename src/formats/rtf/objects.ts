import type { FlowFile } from '../flow/flow-document.ts'
import type { Destination } from './formats.ts'
import { PictureReader } from './pictures.ts'

const LONGEST_NAME = 200

/**
 * The data of an embedded object, as OLE 1.0 wraps them: version, format, the name of its class, two more names, then the
 * length of what the object itself is ([MS-OLEDS] 2.2.4 and 2.2.5).
 */
export class ObjectReader implements Destination {
  private readonly data = new PictureReader()

  text(): void {}

  raw(source: Uint8Array, start: number, end: number, isBinary: boolean): void {
    this.data.raw(source, start, end, isBinary)
  }

  /** What is inside: of a package the file in it, else the object's own data. @param name for what has none */
  file(name: string): FlowFile | undefined {
    const bytes = this.data.picture?.bytes
    if (bytes === undefined || bytes.length < 12) return undefined
    const reader = new Fields(bytes, 4)
    if (reader.number() !== EMBEDDED) return undefined
    const kind = reader.counted()
    reader.counted()
    reader.counted()
    const native = reader.take(reader.number())
    if (native.length === 0) return undefined
    const packed = kind === 'Package' ? packedFile(native) : undefined
    return packed ?? { name, contentType: undefined, bytes: native }
  }
}

const EMBEDDED = 2

/** A package: 2, the file's name, where it came from, 3, where it was put, then the file with its length. */
function packedFile(native: Uint8Array<ArrayBuffer>): FlowFile | undefined {
  const reader = new Fields(native, 2)
  const label = reader.terminated()
  reader.terminated()
  reader.skip(4)
  reader.counted()
  const bytes = reader.take(reader.number())
  // Only its name: where it lay is nobody's business.
  const name = label.slice(Math.max(label.lastIndexOf('\\'), label.lastIndexOf('/')) + 1)
  return bytes.length > 0 && name !== '' ? { name, contentType: undefined, bytes } : undefined
}

/** Reads one field after the other, and nothing behind the end. */
class Fields {
  private readonly bytes: Uint8Array<ArrayBuffer>
  private at: number

  constructor(bytes: Uint8Array<ArrayBuffer>, at: number) {
    this.bytes = bytes
    this.at = at
  }

  number(): number {
    const view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.byteLength)
    const isThere = this.at + 4 <= this.bytes.length
    const number = isThere ? view.getUint32(this.at, true) : 0
    this.at += 4
    return number
  }

  skip(length: number): void {
    this.at += length
  }

  take(length: number): Uint8Array<ArrayBuffer> {
    const taken = this.bytes.slice(this.at, this.at + length)
    this.at += length
    return taken
  }

  /** A text behind its length, which counts the zero at its end. */
  counted(): string {
    return textOf(this.take(this.number()))
  }

  /** A text that ends with a zero. */
  terminated(): string {
    const end = this.bytes.indexOf(0, this.at)
    return textOf(this.take(end < 0 ? 0 : end + 1 - this.at))
  }
}

function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0)
  const text = bytes.subarray(0, Math.min(LONGEST_NAME, end < 0 ? bytes.length : end))
  return new TextDecoder('windows-1252').decode(text)
}
