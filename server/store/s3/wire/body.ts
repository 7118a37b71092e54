import { createHash } from 'node:crypto'

/** What a request sends: bytes in memory, so that each attempt sends the same, and what the store compares them with. */
export interface Body {
  /** One behind the other. They stay as they are until the request has succeeded or was given up. */
  readonly chunks: readonly Uint8Array[]
  readonly byteLength: number
  /** Lower-case hex. */
  sha256(): string | Promise<string>
  /** Base64. */
  md5(): string
}

export function bodyOf(bytes: Uint8Array<ArrayBuffer>): Body {
  return {
    chunks: [bytes],
    byteLength: bytes.byteLength,
    sha256: () => sha256(bytes),
    md5: () => createHash('md5').update(bytes).digest('base64'),
  }
}

export const NO_BODY = bodyOf(new Uint8Array(0))

/** Off the main thread where it is worth it. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  if (bytes.byteLength < 65_536) return createHash('sha256').update(bytes).digest('hex')
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes)).toString('hex')
}
