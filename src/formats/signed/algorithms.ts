import { md5, ripemd160, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'

interface Digest {
  name: string
  hash: (bytes: Uint8Array) => Uint8Array
  /** Whether others can be found with the same digest, so that it proves little. */
  isWeak?: boolean
}

const DIGESTS: Record<string, Digest> = {
  '1.2.840.113549.2.5': { name: 'MD5', hash: md5, isWeak: true },
  '1.3.14.3.2.26': { name: 'SHA-1', hash: sha1, isWeak: true },
  '1.3.36.3.2.1': { name: 'RIPEMD-160', hash: ripemd160, isWeak: true },
  '2.16.840.1.101.3.4.2.4': { name: 'SHA-224', hash: sha224 },
  '2.16.840.1.101.3.4.2.1': { name: 'SHA-256', hash: sha256 },
  '2.16.840.1.101.3.4.2.2': { name: 'SHA-384', hash: sha384 },
  '2.16.840.1.101.3.4.2.3': { name: 'SHA-512', hash: sha512 },
}

/** A digest by its object identifier; `undefined` for one that is not known here. */
export function digestOf(id: string): Digest | undefined {
  return DIGESTS[id]
}

/** RFC 8017, RFC 5758, RFC 8032, RFC 5754. */
const SIGNATURES: Record<string, string> = {
  '1.2.840.113549.1.1.1': 'RSA',
  '1.2.840.113549.1.1.2': 'RSA with MD2',
  '1.2.840.113549.1.1.4': 'RSA with MD5',
  '1.2.840.113549.1.1.5': 'RSA with SHA-1',
  '1.3.14.3.2.29': 'RSA with SHA-1',
  '1.2.840.113549.1.1.10': 'RSA-PSS',
  '1.2.840.113549.1.1.11': 'RSA with SHA-256',
  '1.2.840.113549.1.1.12': 'RSA with SHA-384',
  '1.2.840.113549.1.1.13': 'RSA with SHA-512',
  '1.2.840.113549.1.1.14': 'RSA with SHA-224',
  '1.2.840.10040.4.1': 'DSA',
  '1.2.840.10040.4.3': 'DSA with SHA-1',
  '2.16.840.1.101.3.4.3.2': 'DSA with SHA-256',
  '1.2.840.10045.2.1': 'elliptic curve',
  '1.2.840.10045.4.1': 'ECDSA with SHA-1',
  '1.2.840.10045.4.3.1': 'ECDSA with SHA-224',
  '1.2.840.10045.4.3.2': 'ECDSA with SHA-256',
  '1.2.840.10045.4.3.3': 'ECDSA with SHA-384',
  '1.2.840.10045.4.3.4': 'ECDSA with SHA-512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
}

export function signatureName(id: string): string {
  return SIGNATURES[id] ?? `algorithm ${id}`
}

const CIPHERS: Record<string, string> = {
  '1.2.840.113549.3.2': 'RC2',
  '1.2.840.113549.3.7': 'Triple DES',
  '1.3.14.3.2.7': 'DES',
  '2.16.840.1.101.3.4.1.2': 'AES, 128 bits',
  '2.16.840.1.101.3.4.1.22': 'AES, 192 bits',
  '2.16.840.1.101.3.4.1.42': 'AES, 256 bits',
  '2.16.840.1.101.3.4.1.6': 'AES-GCM, 128 bits',
  '2.16.840.1.101.3.4.1.46': 'AES-GCM, 256 bits',
}

export function cipherName(id: string): string {
  return CIPHERS[id] ?? `algorithm ${id}`
}

const CURVES: Record<string, string> = {
  '1.2.840.10045.3.1.7': 'P-256',
  '1.3.132.0.34': 'P-384',
  '1.3.132.0.35': 'P-521',
  '1.3.132.0.10': 'secp256k1',
  '1.3.36.3.3.2.8.1.1.7': 'brainpoolP256r1',
}

export function curveName(id: string): string {
  return CURVES[id] ?? id
}
