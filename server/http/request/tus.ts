import { createHash } from 'node:crypto'
import { Problem } from '../errors.ts'
import { joined } from './headers.ts'

/** The headers of https://tus.io/protocols/resumable-upload, version 1.0.0. */
type Headers = Record<string, string | string[] | undefined>

export const TUS_VERSION = '1.0.0'
export const TUS_EXTENSIONS = 'creation,termination,expiration,checksum'
export const TUS_CHECKSUMS = ['sha256', 'sha1']
/** The type of a part's body. */
export const PART_TYPE = 'application/offset+octet-stream'

/** @throws Problem for a caller of another version of the protocol, or of none */
export function checkTusVersion(headers: Headers): void {
  if (joined(headers['tus-resumable'])?.trim() === TUS_VERSION) return
  throw new Problem('unsupported-version', `Send the header "Tus-Resumable: ${TUS_VERSION}".`, {
    headers: { 'tus-version': TUS_VERSION },
  })
}

/** Bytes. @throws Problem unless it is a whole number */
export function bytesHeader(headers: Headers, name: 'Upload-Length' | 'Upload-Offset'): number {
  const text = joined(headers[name.toLowerCase()])?.trim() ?? ''
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new Problem('invalid-request', `${name} must be a whole number of bytes.`)
}

/** As it came: pairs of a key and a base64 value, between commas. @throws Problem */
export function uploadMetadata(headers: Headers): string {
  const text = joined(headers['upload-metadata'])?.trim() ?? ''
  const isMetadata = text === '' || text.split(',').every((pair) => PAIR.test(pair))
  if (isMetadata && text.length <= LONGEST_METADATA) return text
  throw new Problem(
    'invalid-request',
    `Upload-Metadata must be pairs such as "filename c2Nhbi5wZGY=", between commas, of ${LONGEST_METADATA} characters at most.`,
  )
}

const PAIR = /^\s*[\x21-\x2b\x2d-\x7e]+(?: [A-Za-z0-9+/]*={0,2})?\s*$/
const LONGEST_METADATA = 4096

/** The checksum that a part announces. @throws Problem for one that can't be checked */
export function partChecksum(headers: Headers): PartChecksum | undefined {
  const text = joined(headers['upload-checksum'])?.trim()
  if (text === undefined) return undefined
  const [algorithm = '', digest = ''] = text.split(/ +/)
  if (!TUS_CHECKSUMS.includes(algorithm)) {
    throw new Problem(
      'invalid-request',
      `Upload-Checksum must be one of ${TUS_CHECKSUMS.join(', ')}, and its digest in base64.`,
    )
  }
  return new PartChecksum(algorithm, digest)
}

export class PartChecksum {
  readonly #hash
  readonly #digest: string

  constructor(algorithm: string, digest: string) {
    this.#hash = createHash(algorithm)
    this.#digest = digest
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes)
  }

  /** Once, at the end. @throws Problem when the bytes are others than announced */
  check(): void {
    if (this.#hash.digest('base64') === this.#digest) return
    throw new Problem(
      'checksum-mismatch',
      'The bytes do not have the checksum of Upload-Checksum. None of them was kept: send them again.',
    )
  }
}
