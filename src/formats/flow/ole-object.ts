import { isAscii } from '../detection/head.ts'
import { CompoundProblem, readCompoundFile, type Storage } from '../msg/compound-file.ts'
import type { FlowFile } from './flow-document.ts'

/** Bytes of a file that is taken out of an object. */
const LARGEST = 100_000_000
const LONGEST_NAME = 200

/**
 * The file that an embedded object is wrapped around ([MS-OLEDS] §2.3): what was put into a document as a package, a PDF,
 * a newer Office document. `undefined` for an object that is not a wrapping, or one of a program of its own.
 */
export function unwrapObject(bytes: Uint8Array<ArrayBuffer>):
  | (Omit<FlowFile, 'name'> & {
      name: string | undefined
    })
  | undefined {
  const root = storageOf(bytes)
  const native = root?.streams.get('\u0001Ole10Native')?.read(LARGEST)
  if (native) return packedFile(native)
  const contents = root?.streams.get('CONTENTS')?.read(LARGEST)
  if (contents && isAscii(contents, 0, '%PDF')) {
    return { name: 'document.pdf', contentType: 'application/pdf', bytes: contents }
  }
  const packed = root?.streams.get('Package')?.read(LARGEST)
  return packed && isAscii(packed, 0, 'PK')
    ? { name: undefined, contentType: undefined, bytes: packed }
    : undefined
}

function storageOf(bytes: Uint8Array<ArrayBuffer>): Storage | undefined {
  try {
    return readCompoundFile(bytes)
  } catch (error) {
    if (error instanceof CompoundProblem || error instanceof RangeError) return undefined
    throw error
  }
}

/**
 * A package: its length, a flag of 2, the file's name, where it lay, a flag of 3, the length and text of where it was put,
 * then the file behind its own length.
 */
function packedFile(native: Uint8Array<ArrayBuffer>): ReturnType<typeof unwrapObject> {
  const view = new DataView(native.buffer, native.byteOffset, native.byteLength)
  if (native.length < 10 || view.getUint16(4, true) !== 2) return undefined
  const nameEnd = native.indexOf(0, 6)
  const pathEnd = nameEnd === -1 ? -1 : native.indexOf(0, nameEnd + 1)
  if (pathEnd === -1 || pathEnd + 9 > native.length) return undefined
  const temporary = pathEnd + 5
  const lengthAt = temporary + 4 + view.getUint32(temporary, true)
  if (lengthAt + 4 > native.length) return undefined
  const bytes = native.slice(lengthAt + 4, lengthAt + 4 + view.getUint32(lengthAt, true))
  const label = new TextDecoder('windows-1252').decode(native.subarray(6, nameEnd))
  // Only its name: where it lay is nobody's business.
  const name = label.slice(Math.max(label.lastIndexOf('\\'), label.lastIndexOf('/')) + 1)
  return bytes.length === 0
    ? undefined
    : { name: name.slice(0, LONGEST_NAME) || undefined, contentType: undefined, bytes }
}
