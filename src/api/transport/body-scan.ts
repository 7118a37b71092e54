import { createBase64Stream, type Base64Stream } from './base64-stream.ts'
import { createDataFilter } from './data-filter.ts'

/** What a streamed JSON body came to. */
export interface ScannedBody {
  /** The JSON, with `"@data:N"` for each large `data`. */
  json: string
  /** Bytes of content that the N-th large `data` holds. */
  sizes: number[]
  /** The decoded content of the resource's own `data`, when it was asked for and large. */
  content?: Blob
  invalidBase64: boolean
}

export interface BodyScan {
  push(chunk: Uint8Array): void
  end(): ScannedBody
}

/** @param keepContent whether the content is wanted, or only its size */
export function createBodyScan(keepContent: boolean): BodyScan {
  const sizes: number[] = []
  const counts: number[] = []
  const parts = createPartCollector()
  let decoder: Base64Stream | undefined
  let invalidBase64 = false
  const filter = createDataFilter((text, index, depth) => {
    counts[index] = (counts[index] ?? 0) + countDigits(text)
    if (!keepContent || depth !== 1 || invalidBase64) return
    decoder ??= createBase64Stream()
    invalidBase64 = fails(() => parts.add(decoder?.push(text)))
  })
  return {
    push: (chunk) => filter.push(chunk),
    end() {
      const json = new TextDecoder().decode(filter.end())
      for (const digits of counts) sizes.push(Math.floor((digits * 3) / 4))
      invalidBase64 ||= fails(() => decoder?.end())
      return {
        json,
        sizes,
        invalidBase64,
        ...(decoder && !invalidBase64 ? { content: parts.blob() } : {}),
      }
    },
  }
}

/** Gathers bytes into a Blob, which a browser may move to the disk, every few megabytes. */
export function createPartCollector(): {
  add(bytes: Uint8Array<ArrayBuffer> | undefined): void
  blob(type?: string): Blob
} {
  let blobs: Blob[] = []
  let loose: Uint8Array<ArrayBuffer>[] = []
  let size = 0
  return {
    add(bytes) {
      if (!bytes || bytes.length === 0) return
      loose.push(bytes)
      size += bytes.length
      if (size < 8 * 1024 * 1024) return
      blobs.push(new Blob(loose))
      loose = []
      size = 0
    },
    blob(type) {
      const blob = new Blob([...blobs, ...loose], type === undefined ? {} : { type })
      blobs = []
      loose = []
      return blob
    },
  }
}

/** Neither white space nor padding: three bytes for each four of them, rounded down. */
function countDigits(text: Uint8Array): number {
  let digits = 0
  for (const byte of text) if (byte > 0x20 && byte !== 0x3d) digits += 1
  return digits
}

function fails(run: () => void): boolean {
  try {
    run()
    return false
  } catch {
    return true
  }
}
