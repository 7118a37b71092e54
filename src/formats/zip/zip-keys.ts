import { hmac } from '@noble/hashes/hmac.js'
import { sha1 } from '@noble/hashes/legacy.js'
import { pbkdf2Async } from '@noble/hashes/pbkdf2.js'
import { ArchiveProblem } from '../archive/archive-entry.ts'
import { encodeDos } from '../archive/entry-names.ts'
import { crcStep } from '../deflate/checksum.ts'
import { encryptBlock, expandKey } from './aes.ts'
import { SIZES_BEHIND, type ZipPlace } from './zip-record.ts'

/** Decrypts the pieces of one entry, in order. */
export interface Decrypter {
  /** Bytes of the packed content before and behind what is encrypted. */
  before: number
  behind: number
  update(bytes: Uint8Array): Uint8Array
  /** Whether nothing was changed, as far as the encryption can tell. @param last the bytes behind */
  isSound(last: Uint8Array): boolean
}

/** In the words by which the page knows that another password may help. */
const WRONG = 'The password is wrong.'

/**
 * @param head the first bytes of the packed content, 18 or as many as there are
 * @throws ArchiveProblem when the password is wrong
 */
export async function openWith(
  password: string,
  place: ZipPlace,
  head: Uint8Array,
): Promise<Decrypter> {
  let wrong: unknown
  for (const secret of secretsOf(password)) {
    try {
      return place.aes
        ? await aesKey(secret, place.aes.strength, head)
        : traditionalKey(secret, place, head)
    } catch (error) {
      wrong ??= error
    }
  }
  throw wrong
}

/** A password as programs may have written it: in UTF-8, as Windows or as DOS does. */
function secretsOf(password: string): Uint8Array[] {
  const secrets: Uint8Array[] = [new TextEncoder().encode(password)]
  if (!/[\u0080-\uffff]/.test(password)) return secrets
  for (const encode of [encodeLatin, encodeDos]) {
    const secret = encode(password)
    if (secret !== undefined) secrets.push(secret)
  }
  return secrets
}

function encodeLatin(text: string): Uint8Array | undefined {
  const codes = Array.from(text, (char) => char.codePointAt(0) ?? 0)
  return codes.every((code) => code < 256) ? Uint8Array.from(codes) : undefined
}

/** APPNOTE 6.1. One byte tells whether the password is right, so one wrong password of 256 seems so until the end. */
function traditionalKey(secret: Uint8Array, place: ZipPlace, head: Uint8Array): Decrypter {
  const keys = Int32Array.of(0x12345678, 0x23456789, 0x34567890)
  const feed = (byte: number) => {
    keys[0] = crcStep(keys[0] ?? 0, byte)
    keys[1] = Math.imul((keys[1] ?? 0) + ((keys[0] ?? 0) & 0xff), 134_775_813) + 1
    keys[2] = crcStep(keys[2] ?? 0, (keys[1] ?? 0) >>> 24)
  }
  for (const byte of secret) feed(byte)
  const update = (bytes: Uint8Array) => {
    const out = new Uint8Array(bytes.length)
    for (let at = 0; at < bytes.length; at += 1) {
      const key = ((keys[2] ?? 0) & 0xffff) | 2
      const byte = (bytes[at] ?? 0) ^ ((Math.imul(key, key ^ 1) >>> 8) & 0xff)
      feed(byte)
      out[at] = byte
    }
    return out
  }
  const check = update(head.subarray(0, 12))[11]
  const isTime = (place.flags & SIZES_BEHIND) !== 0
  const wanted = [place.crc >>> 24, ...(isTime ? [(place.dosTime >>> 8) & 0xff] : [])]
  if (check === undefined || !wanted.includes(check)) throw new ArchiveProblem(WRONG)
  return { before: 12, behind: 0, update, isSound: () => true }
}

/** https://www.winzip.com/en/support/aes-encryption/: salt, two bytes to check by, content, 10 bytes of HMAC. */
async function aesKey(secret: Uint8Array, strength: number, head: Uint8Array): Promise<Decrypter> {
  if (strength < 1 || strength > 3) throw new ArchiveProblem('Its encryption is of no known kind.')
  const keyLength = 8 + strength * 8
  const saltLength = keyLength / 2
  const salt = head.subarray(0, saltLength)
  const derived = await pbkdf2Async(sha1, secret, salt, { c: 1000, dkLen: keyLength * 2 + 2 })
  const check = derived.subarray(keyLength * 2)
  if (check[0] !== head[saltLength] || check[1] !== head[saltLength + 1]) {
    throw new ArchiveProblem(WRONG)
  }
  const sum = hmac.create(sha1, derived.subarray(keyLength, keyLength * 2))
  const decrypt = counterMode(derived.subarray(0, keyLength))
  return {
    before: saltLength + 2,
    behind: 10,
    update(bytes) {
      sum.update(bytes)
      return decrypt(bytes)
    },
    isSound(last) {
      const digest = sum.digest()
      return last.length === 10 && last.every((byte, at) => byte === digest[at])
    },
  }
}

/** A counter from 1 on, its least significant byte first. */
function counterMode(key: Uint8Array): (bytes: Uint8Array) => Uint8Array {
  const words = expandKey(key)
  const counter = new DataView(new ArrayBuffer(16))
  const block = new Int32Array(4)
  const stream = new Int32Array(4)
  let count = 0
  let used = 16
  return (bytes) => {
    const out = new Uint8Array(bytes.length)
    for (let at = 0; at < bytes.length; at += 1) {
      if (used === 16) {
        count += 1
        counter.setUint32(0, count, true)
        for (let word = 0; word < 4; word += 1) block[word] = counter.getInt32(word * 4)
        encryptBlock(words, block, stream)
        used = 0
      }
      const byte = ((stream[used >> 2] ?? 0) >>> (24 - (used & 3) * 8)) & 0xff
      out[at] = (bytes[at] ?? 0) ^ byte
      used += 1
    }
    return out
  }
}
