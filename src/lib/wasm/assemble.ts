/**
 * The bytes of a WebAssembly module of one function that works on a memory (https://webassembly.github.io/spec/core/binary/).
 * Instructions are written as their bytes; what takes numbers in LEB128 has a helper here.
 */

interface WasmFunction {
  /** Under which it is exported, beside `memory`, which has one page at first. */
  name: string
  /** So many, all of them `I32`; it answers nothing. */
  parameters: number
  /** Beside the parameters: a count in LEB128 and a type each. */
  locals: number[][]
  /** Without the last `END`. */
  code: number[]
}

export const I32 = 0x7f
export const V128 = 0x7b
export const END = 0x0b

export function moduleOf({
  name,
  parameters,
  locals,
  code,
}: WasmFunction): Uint8Array<ArrayBuffer> {
  const types = Array.from({ length: parameters }, () => [I32])
  const body = [...list(locals), ...code, END]
  return new Uint8Array([
    ...HEAD,
    ...section(1, list([[0x60, ...list(types), 0]])),
    ...section(3, list([[0]])),
    ...section(5, list([[0, 1]])),
    ...section(7, list([exported('memory', 2), exported(name, 0)])),
    ...section(10, list([[...unsigned(body.length), ...body]])),
  ])
}

export function get(local: number): number[] {
  return [0x20, local]
}

export function set(local: number): number[] {
  return [0x21, local]
}

/** A constant: signed LEB128. */
export function value(of: number): number[] {
  const bytes = [0x41]
  for (let rest = of | 0; ; rest >>= 7) {
    const low = rest & 0x7f
    const isLast = rest >> 6 === 0 || rest >> 6 === -1
    bytes.push(isLast ? low : low | 0x80)
    if (isLast) return bytes
  }
}

/** Unsigned LEB128. */
export function unsigned(of: number): number[] {
  return of < 0x80 ? [of] : [(of & 0x7f) | 0x80, ...unsigned(of >>> 7)]
}

/** What each module begins with, and the version. */
const HEAD = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]

function list(items: number[][]): number[] {
  return [...unsigned(items.length), ...items.flat()]
}

function section(id: number, content: number[]): number[] {
  return [id, ...unsigned(content.length), ...content]
}

function exported(name: string, kind: number): number[] {
  return [...list([...new TextEncoder().encode(name)].map((byte) => [byte])), kind, 0]
}
