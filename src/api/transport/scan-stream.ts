import type { ScannedBody } from './scan-body.ts'

/** Up to here a body is small enough to be one string. Bytes. */
const SMALL_BODY = 256 * 1024

/**
 * Reads a JSON body of any size. The JSON of a small one has not been looked at yet, and may be broken; what reads a large
 * one is not a part of the first load.
 * @throws ScanError (see `isScanError`); what `chunks` throws
 */
export async function scanStream(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  wantsContent: boolean,
  signal?: AbortSignal,
): Promise<ScannedBody> {
  const rest = chunks[Symbol.asyncIterator]()
  const first: Uint8Array<ArrayBuffer>[] = []
  try {
    for (let size = 0; size <= SMALL_BODY;) {
      const next = await rest.next()
      if (next.done === true) return { json: textOf(first).trim(), sizes: [] }
      first.push(next.value)
      size += next.value.length
    }
    const { scanLarge } = await import('./scan-large.ts')
    return await scanLarge({ first, rest }, wantsContent, signal)
  } finally {
    await rest.return?.()
  }
}

/** Not by a Blob, which asks another process for what is here already. */
function textOf(chunks: Uint8Array<ArrayBuffer>[]): string {
  const decoder = new TextDecoder()
  return `${chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('')}${decoder.decode()}`
}
