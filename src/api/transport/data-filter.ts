/**
 * Takes large `data` strings out of a stream of JSON, so that a Binary or a Bundle of any size can be read: what is
 * left is small enough for `JSON.parse`, which also judges the syntax. V8 holds no string of more than 512 MiB.
 * https://hl7.org/fhir/R4/binary.html: `data` is the only member that grows.
 */
export interface DataFilter {
  push(chunk: Uint8Array): void
  /** The JSON without the large strings; each stands as `"@data:N"`. */
  end(): Uint8Array<ArrayBuffer>
}

/** Called for the base64 of the `index`-th large `data`, escapes resolved; `depth` is 1 for the resource's own. */
export type DataSink = (text: Uint8Array, index: number, depth: number) => void

/** Shorter ones stay in the JSON. */
const SMALL = 4096

const QUOTE = 0x22
const BACKSLASH = 0x5c
const COLON = 0x3a
const ESCAPES: Record<number, number> = { 0x6e: 0x0a, 0x72: 0x0d, 0x74: 0x09, 0x66: 0x0c, 0x62: 8 }

type State =
  | { in: 'structure' }
  | { in: 'string'; key: number[]; escaped: boolean }
  | { in: 'data'; held: Uint8Array[] | undefined; heldSize: number; escape: number[] | undefined }

function dataPlaceholder(index: number): string {
  return `@data:${index}`
}

export function createDataFilter(sink: DataSink): DataFilter {
  return new StreamFilter(sink)
}

class StreamFilter implements DataFilter {
  readonly #sink: DataSink
  readonly #kept: Uint8Array[] = []
  #state: State = { in: 'structure' }
  #depth = 0
  #index = 0
  /** The last string, when it may be the name `data`. */
  #lastString = ''
  #afterColon = false

  constructor(sink: DataSink) {
    this.#sink = sink
  }

  push(chunk: Uint8Array): void {
    let i = 0
    while (i < chunk.length) {
      if (this.#state.in === 'structure') i = this.#structure(chunk, i)
      else if (this.#state.in === 'string') i = this.#string(chunk, i, this.#state)
      else i = this.#data(chunk, i, this.#state)
    }
  }

  end(): Uint8Array<ArrayBuffer> {
    // A body that broke off within the string must not parse: what was held goes back without its closing quote.
    if (this.#state.in === 'data') this.#keep(...(this.#state.held ?? []))
    return join(this.#kept)
  }

  #structure(chunk: Uint8Array, from: number): number {
    for (let i = from; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0
      if (byte === QUOTE) {
        this.#keep(chunk.slice(from, i + 1))
        const isData = this.#afterColon && this.#lastString === 'data'
        this.#state = isData
          ? { in: 'data', held: [], heldSize: 0, escape: undefined }
          : { in: 'string', key: [], escaped: false }
        this.#afterColon = false
        return i + 1
      }
      if (byte === 0x7b || byte === 0x5b) this.#depth += 1
      else if (byte === 0x7d || byte === 0x5d) this.#depth -= 1
      if (byte === COLON) this.#afterColon = true
      else if (byte > 0x20) this.#afterColon = false
    }
    this.#keep(chunk.slice(from))
    return chunk.length
  }

  #string(chunk: Uint8Array, from: number, state: Extract<State, { in: 'string' }>): number {
    for (let i = from; i < chunk.length; i += 1) {
      const byte = chunk[i] ?? 0
      if (!state.escaped && byte === QUOTE) {
        this.#lastString = state.key.length === 4 ? String.fromCharCode(...state.key) : ''
        this.#state = { in: 'structure' }
        this.#keep(chunk.slice(from, i + 1))
        return i + 1
      }
      state.escaped = !state.escaped && byte === BACKSLASH
      if (state.key.length < 5) state.key.push(byte)
    }
    this.#keep(chunk.slice(from))
    return chunk.length
  }

  #data(chunk: Uint8Array, from: number, state: Extract<State, { in: 'data' }>): number {
    if (state.escape) return this.#escape(chunk, from, state, state.escape)
    const quote = indexOr(chunk, QUOTE, from)
    const backslash = indexOr(chunk.subarray(0, quote), BACKSLASH, from)
    const stop = Math.min(quote, backslash)
    if (stop > from) this.#take(chunk.subarray(from, stop), state)
    if (stop === chunk.length) return stop
    if (stop === backslash && backslash < quote) state.escape = []
    else this.#endOfData(state)
    return stop + 1
  }

  /** PHP writes `\/`, and line breaks come as `\n`. */
  #escape(
    chunk: Uint8Array,
    at: number,
    state: Extract<State, { in: 'data' }>,
    escape: number[],
  ): number {
    escape.push(chunk[at] ?? 0)
    const [kind = 0] = escape
    if (kind !== 0x75) {
      state.escape = undefined
      this.#take(Uint8Array.of(ESCAPES[kind] ?? kind), state)
    } else if (escape.length === 5) {
      state.escape = undefined
      const code = Number.parseInt(String.fromCharCode(...escape.slice(1)), 16)
      // Whatever lies beyond ASCII is no base64; the decoder says so.
      this.#take(Uint8Array.of(code < 0x80 ? code : 0x3f), state)
    }
    return at + 1
  }

  #take(text: Uint8Array, state: Extract<State, { in: 'data' }>): void {
    if (!state.held) return this.#sink(text, this.#index, this.#depth)
    state.held.push(text.slice())
    state.heldSize += text.length
    if (state.heldSize <= SMALL) return
    const { held } = state
    state.held = undefined
    this.#keep(new TextEncoder().encode(dataPlaceholder(this.#index)))
    for (const part of held) this.#sink(part, this.#index, this.#depth)
  }

  #endOfData(state: Extract<State, { in: 'data' }>): void {
    if (state.held) this.#keep(escaped(join(state.held)))
    else this.#index += 1
    this.#keep(Uint8Array.of(QUOTE))
    this.#lastString = ''
    this.#state = { in: 'structure' }
  }

  #keep(...parts: Uint8Array[]): void {
    for (const part of parts) if (part.length > 0) this.#kept.push(part)
  }
}

function indexOr(bytes: Uint8Array, byte: number, from: number): number {
  const index = bytes.indexOf(byte, from)
  return index === -1 ? bytes.length : index
}

/** Back to what may stand within a JSON string. */
function escaped(bytes: Uint8Array): Uint8Array {
  const text = new TextDecoder().decode(bytes)
  return new TextEncoder().encode(JSON.stringify(text).slice(1, -1))
}

function join(parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
