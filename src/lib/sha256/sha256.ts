import { sha256 as inJavaScript } from '@noble/hashes/sha2.js'
import { FIRST_STATE, sha256Module } from './sha256-module.ts'

/** SHA-256 of bytes that come piece by piece. */
export interface Sha256 {
  update: (bytes: Uint8Array) => void
  /** In lower-case hex; nothing may come after it. */
  hex: () => string
}

/** In WebAssembly where the page may have it, else in JavaScript, which takes twice as long. */
export function createSha256(): Sha256 {
  try {
    return inWebAssembly()
  } catch {
    const hash = inJavaScript.create()
    return { update: (bytes) => void hash.update(bytes), hex: () => hash.digest().toHex() }
  }
}

const BLOCK = 64
/** Bytes that are hashed in one call. */
const MOST = 1024 * 1024
const PAGE = 65_536

let compiled: WebAssembly.Module | undefined

function inWebAssembly(): Sha256 {
  compiled ??= new WebAssembly.Module(sha256Module())
  const { memory, blocks } = new WebAssembly.Instance(compiled).exports as unknown as {
    memory: WebAssembly.Memory
    blocks: (at: number, count: number) => void
  }
  memory.grow(MOST / PAGE)
  const view = new DataView(memory.buffer)
  const room = new Uint8Array(memory.buffer, BLOCK)
  for (const [at, word] of FIRST_STATE.entries()) view.setUint32(at * 4, word, true)
  let held = 0
  let length = 0
  return {
    update(bytes) {
      length += bytes.length
      for (let at = 0; at < bytes.length;) {
        const piece = bytes.subarray(at, at + MOST - held)
        room.set(piece, held)
        held += piece.length
        at += piece.length
        if (held < MOST) continue
        blocks(BLOCK, MOST / BLOCK)
        held = 0
      }
    },
    hex() {
      // A one bit, zeros, and the length in bits, up to the end of a block (FIPS 180-4, section 5.1.1).
      const padded = Math.ceil((held + 9) / BLOCK) * BLOCK
      room.fill(0, held, padded)
      room[held] = 0x80
      view.setBigUint64(BLOCK + padded - 8, BigInt(length) * 8n)
      blocks(BLOCK, padded / BLOCK)
      return FIRST_STATE.map((_, at) =>
        view
          .getUint32(at * 4, true)
          .toString(16)
          .padStart(8, '0'),
      ).join('')
    },
  }
}
