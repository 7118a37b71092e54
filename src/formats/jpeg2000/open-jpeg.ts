/**
 * OpenJPEG as pdf.js ships it (`pdfjs-dist/wasm/openjpeg.wasm`), called without pdf.js. It gives every component of a picture
 * as it is coded, whatever its depth, sign and share of the pixels; see decision 18 for what the other build loses.
 */
export interface OpenJpeg {
  /**
   * @param bytes a code stream
   * @param sizes samples of each component
   * @param warn takes what is odd, in OpenJPEG's words
   * @param halvings how often the picture is halved: what is finer is not decoded, and `sizes` are those of what is left
   * @throws Error in words, with OpenJPEG's own, where it can't be decoded
   */
  decode: (
    bytes: Uint8Array,
    sizes: readonly number[],
    warn?: (words: string) => void,
    halvings?: number,
  ) => Int32Array[]
}

interface Exports {
  /** The memory, and what starts it. */
  i: WebAssembly.Memory
  j: () => void
  /** malloc, free. */
  k: (size: number) => number
  l: (at: number) => void
  /** jp2_decode. */
  m: (
    at: number,
    size: number,
    components: number,
    raw: number,
    mask: number,
    reduce: number,
    pad: number,
  ) => number
}

/** @param wasm the compiled module. Each call decodes in a memory of its own, which ends with it. */
export function openJpeg(wasm: WebAssembly.Module): OpenJpeg {
  return {
    decode(bytes, sizes, warn = () => undefined, halvings = 0) {
      const found: Int32Array[] = []
      const errors: string[] = []
      const tell = { error: (words: string) => void errors.push(words), warn }
      const { exports } = new WebAssembly.Instance(wasm, {
        a: importsOf(() => exports as unknown as Exports, sizes, found, tell),
      })
      const { i: memory, j: start, k: allocate, m: decode } = exports as unknown as Exports
      start()
      const at = allocate(bytes.length)
      if (at === 0) throw new Error('There is not enough memory for it.')
      new Uint8Array(memory.buffer).set(bytes, at)
      // More components than there are, filled up: only then they come unscaled, one by one. Palettes are ours to apply.
      const components = sizes.length + 5
      const isDecoded = tried(() => decode(at, bytes.length, components, 1, 0, halvings, 1) === 0)
      if (isDecoded && sizes.every((_, index) => found[index] !== undefined)) return found
      const why = errors.at(-1)
      throw new Error(`Its data are damaged.${why === undefined ? '' : ` (OpenJPEG: ${why})`}`)
    },
  }
}

/** Broken data may trap the module, which then ends with its memory. */
function tried(decode: () => boolean): boolean {
  try {
    return decode()
  } catch {
    return false
  }
}

/** What the module calls, under the letters that its build gave them. */
function importsOf(
  exports: () => Exports,
  sizes: readonly number[],
  found: Int32Array[],
  tell: { error: (words: string) => void; warn: (words: string) => void },
) {
  const buffer = () => exports().i.buffer
  return {
    /** Tells an error. */
    a: (at: number) => tell.error(textAt(buffer(), at)),
    /** Writes to a file: nobody reads it. */
    b: (_file: number, vectors: number, count: number, written: number) => {
      const view = new DataView(buffer())
      let sum = 0
      for (let i = 0; i < count; i += 1) sum += view.getUint32(vectors + i * 8 + 4, true)
      view.setUint32(written, sum, true)
      return 0
    },
    /** Wants more memory. */
    c: (wanted: number) => {
      const pages = Math.ceil(((wanted >>> 0) - buffer().byteLength) / 65_536)
      try {
        exports().i.grow(Math.max(0, pages))
        return 1
      } catch {
        return 0
      }
    },
    /** Seeks in a file: there is none. */
    d: () => 70,
    /** Tells a warning. */
    e: (at: number) => tell.warn(textAt(buffer(), at)),
    /** Hands over pixels of eight bits, which it is not asked for. */
    f: () => undefined,
    /** Hands over a component. */
    g: (at: number, index: number) => {
      const size = sizes[index]
      if (size !== undefined && at + size * 4 <= buffer().byteLength) {
        found[index] = new Int32Array(buffer(), at, size).slice()
      }
    },
    h: () => undefined,
  }
}

function textAt(buffer: ArrayBuffer, at: number): string {
  const bytes = new Uint8Array(buffer, at)
  return new TextDecoder().decode(bytes.slice(0, bytes.indexOf(0))).trim()
}
