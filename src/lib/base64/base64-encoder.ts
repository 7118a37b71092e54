import { base64Module } from './base64-module.ts'

/** @returns padded base64 in one line, as ASCII; it is there until the next call */
export type Base64Encoder = (bytes: Uint8Array) => Uint8Array<ArrayBuffer>

/** In WebAssembly where the page may have it, else through a string. */
export function createBase64Encoder(): Base64Encoder {
  try {
    return inWebAssembly()
  } catch {
    return throughString()
  }
}

/** Bytes that become sixteen characters. */
const GROUP = 12
const PAGE = 65_536

let compiled: WebAssembly.Module | undefined

function inWebAssembly(): Base64Encoder {
  compiled ??= new WebAssembly.Module(base64Module())
  const { memory, groups } = new WebAssembly.Instance(compiled).exports as unknown as {
    memory: WebAssembly.Memory & { buffer: ArrayBuffer }
    groups: (from: number, to: number, count: number) => void
  }
  const rest = throughString()
  return (bytes) => {
    const count = Math.floor(bytes.length / GROUP)
    const whole = bytes.subarray(0, count * GROUP)
    const last = rest(bytes.subarray(whole.length))
    const missing = whole.length + count * 16 + last.length - memory.buffer.byteLength
    if (missing > 0 && !didGrow(memory, missing)) return rest(bytes)
    const room = new Uint8Array(memory.buffer)
    room.set(whole)
    groups(0, whole.length, count)
    const end = whole.length + count * 16
    room.set(last, end)
    return room.subarray(whole.length, end + last.length)
  }
}

/** Gives a memory so many bytes more, unless the page can't have them. */
function didGrow(memory: WebAssembly.Memory, bytes: number): boolean {
  try {
    memory.grow(Math.ceil(bytes / PAGE))
    return true
  } catch {
    return false
  }
}

function throughString(): Base64Encoder {
  const utf8 = new TextEncoder()
  let room = new Uint8Array(64)
  return (bytes) => {
    const size = Math.ceil(bytes.length / 3) * 4
    if (size > room.length) room = new Uint8Array(size)
    utf8.encodeInto(bytes.toBase64(), room)
    return room.subarray(0, size)
  }
}
