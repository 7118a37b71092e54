import { decodeBase64 } from '#fhir/base64.ts'
import { parseMediaType } from '#fhir/media-type.ts'

/** A file as another one holds it: written there in letters, or to be taken out of it. */
export type FileInside = WrittenFile | PackedFile

export interface WrittenFile {
  contentType: string | undefined
  encoding: 'base64' | 'hex' | 'text'
  data: string
}

export interface PackedFile {
  contentType: string | undefined
  /** Bytes once it is out, where that is known. */
  size: number | undefined
  /** @throws Error whose message says why in words */
  take: (signal: AbortSignal) => Promise<Blob>
}

/** Its bytes, or why there are none. */
export type Decoded =
  | { type: 'blob'; blob: Blob; contentType: string | undefined }
  | { type: 'failed'; reason: string }

/** Takes out a file that is inside another, whichever way it is in there. */
export async function takeFile(file: FileInside, signal: AbortSignal): Promise<Decoded> {
  if (!('take' in file)) return decodeFile(file)
  try {
    return { type: 'blob', blob: await file.take(signal), contentType: file.contentType }
  } catch (error) {
    signal.throwIfAborted()
    return { type: 'failed', reason: error instanceof Error ? error.message : String(error) }
  }
}

/** Decodes a file that is written inside another; one whose encoding is broken is told, with the place. */
export function decodeFile(file: WrittenFile): Decoded {
  const { data, encoding } = file
  const contentType = encoding === 'text' ? asUtf8(file.contentType) : file.contentType
  const type = contentType ?? 'application/octet-stream'
  try {
    return { type: 'blob', blob: new Blob([bytesOf(data, encoding)], { type }), contentType }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return {
      type: 'failed',
      reason: `This file can’t be opened, since its encoding is broken: ${why}`,
    }
  }
}

/** A text was decoded with what is around it and becomes UTF-8, whatever it was before and still says inside. */
function asUtf8(contentType: string | undefined): string {
  const essence = parseMediaType(contentType ?? '')?.essence ?? 'application/octet-stream'
  return `${essence}; charset=utf-8`
}

function bytesOf(data: string, encoding: WrittenFile['encoding']): BlobPart {
  switch (encoding) {
    case 'base64':
      return decodeBase64(data)
    case 'hex':
      return Uint8Array.fromHex(data.replaceAll(/\s/g, ''))
    case 'text':
      return data
  }
}

/** Bytes that the file has once it is out; of a written one from its letters alone. */
export function decodedSize(file: FileInside): number | undefined {
  if ('take' in file) return file.size
  const { data, encoding } = file
  if (encoding === 'text') return new Blob([data]).size
  const letters = data.length - (data.match(/[\s=]/g)?.length ?? 0)
  return Math.floor(encoding === 'hex' ? letters / 2 : (letters * 3) / 4)
}
