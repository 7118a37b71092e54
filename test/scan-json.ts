import { BinaryScanner } from '#fhir/json/binary-scanner.ts'
import { ScanError } from '#fhir/json/scan-error.ts'

export interface Scanned {
  value: unknown
  content: Buffer | undefined
}

/** For tests. Scans the body cut into chunks of these lengths, the last of them again and again. */
export function scan(body: string | Uint8Array, lengths: readonly number[] = [1 << 16]): Scanned {
  const bytes = Buffer.from(body)
  const scanner = new BinaryScanner()
  const content: Buffer[] = []
  let at = 0
  for (let turn = 0; at < bytes.length; turn += 1) {
    const length = lengths[Math.min(turn, lengths.length - 1)] ?? 1
    // Copied and wiped, since a scanner that looked at an earlier chunk again would go unnoticed otherwise.
    const chunk = Uint8Array.from(bytes.subarray(at, at + length))
    content.push(Buffer.from(scanner.push(chunk)))
    chunk.fill(0xff)
    at += length
  }
  const { value, hasData } = scanner.end()
  return { value, content: hasData ? Buffer.concat(content) : undefined }
}

/** For tests. What the scanner says against the body. */
export function fault(
  body: string | Uint8Array,
  lengths?: number[],
): Pick<ScanError, 'kind' | 'offset'> {
  try {
    scan(body, lengths)
  } catch (error) {
    if (error instanceof ScanError) return { kind: error.kind, offset: error.offset }
    throw error
  }
  throw new Error('This was accepted.')
}
