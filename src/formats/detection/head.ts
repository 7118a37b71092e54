import type { Kind } from '../kinds.ts'

/** How much of a content detection looks at without being asked for more. Bytes. */
export const HEAD_BYTES = 65_536

/** The beginning of a content, and a way to the rest of it where there is one. */
export interface Head {
  /** The first 64 KiB, or all of a smaller content. */
  bytes: Uint8Array
  /** Bytes of the whole content. */
  size: number
  /** Reads a range: the directory of a TIFF or a ZIP may lie at the very end. */
  read?: ((start: number, end: number) => Promise<Uint8Array>) | undefined
}

/** What the bytes are. */
export interface Found {
  kind: Kind
  /** The content type, without parameters. */
  type: string
  /** The signature is there, but not the structure behind it: believed only of bytes that are not text. */
  isWeak?: boolean
  /** A container that was not looked into, so that it may be any special case of `kind`. */
  isOpen?: boolean
}

export function isAscii(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i += 1) {
    if (bytes[at + i] !== text.charCodeAt(i)) return false
  }
  return true
}

export function isHex(bytes: Uint8Array, at: number, hex: string): boolean {
  let signature = signatures.get(hex)
  if (signature === undefined) {
    signature = Uint8Array.fromHex(hex)
    signatures.set(hex, signature)
  }
  for (let i = 0; i < signature.length; i += 1) {
    if (bytes[at + i] !== signature[i]) return false
  }
  return true
}

/** Read once: a file of no known kind is compared with hundreds of them at hundreds of places. */
const signatures = new Map<string, Uint8Array>()

/** Bytes as characters of the same numbers. (What `TextDecoder` calls latin1 is Windows-1252, which moves some.) */
export function latin1(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let at = 0; at < bytes.length; at += 8192) {
    // Spreading them would go through an iterator, byte by byte.
    parts.push(Reflect.apply(String.fromCharCode, undefined, bytes.subarray(at, at + 8192)))
  }
  return parts.join('')
}

/** An unsigned number of `length` bytes, least significant first; `NaN` beyond the end, which equals nothing. */
export function little(bytes: Uint8Array, at: number, length: number): number {
  if (at < 0 || at + length > bytes.length) return Number.NaN
  let value = 0
  for (let i = length - 1; i >= 0; i -= 1) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

/** The same, most significant byte first. */
export function big(bytes: Uint8Array, at: number, length: number): number {
  if (at < 0 || at + length > bytes.length) return Number.NaN
  let value = 0
  for (let i = 0; i < length; i += 1) value = value * 256 + (bytes[at + i] ?? 0)
  return value
}

/** A range of the content, from the head where it lies within; `undefined` where nothing can reach it. */
export async function rangeOf(
  head: Head,
  start: number,
  end: number,
): Promise<Uint8Array | undefined> {
  if (start < 0 || start >= head.size || end <= start) return undefined
  if (Math.min(end, head.size) <= head.bytes.length) return head.bytes.subarray(start, end)
  return head.read?.(start, Math.min(end, head.size))
}
