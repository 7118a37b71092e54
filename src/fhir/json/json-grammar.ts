import { controlCharacter, ScanError, unexpected } from './scan-error.ts'

/** How deep arrays and objects may nest, the outermost counted. */
export const MAX_DEPTH = 64

/** What the byte just taken means for the members of the innermost object, see `depth`. */
export type GrammarEvent = 'none' | 'key-start' | 'key-end' | 'value-start'

/**
 * RFC 8259 as an automaton: takes one byte after the other and throws at the first that no JSON text can have there.
 * It builds nothing and does not check UTF-8: whoever feeds it keeps the bytes and hands them to `JSON.parse`, which then
 * can't fail. So the fault's place is known exactly, and known before the rest of a large body has been taken in.
 */
export class JsonGrammar {
  #state: State = 'value'
  /** For each open array or object, whether it is an object. */
  readonly #open: boolean[] = []
  /** Whether the string being read is a member's name. */
  #inKey = false
  #hexDigits = 0
  /** What is left of `true`, `false` or `null`. */
  #word = ''
  readonly #maxDepth: number

  /** @param maxDepth how deep arrays and objects may nest, the outermost counted */
  constructor(maxDepth: number = MAX_DEPTH) {
    this.#maxDepth = maxDepth
  }

  /** How many arrays and objects are open. */
  get depth(): number {
    return this.#open.length
  }

  /** Whether the next byte is a character of a string, or its end; not so within an escape. */
  get isInString(): boolean {
    return this.#state === 'string'
  }

  /** Whether a value has just ended; never within a string. */
  get isAfterValue(): boolean {
    return this.#state === 'after'
  }

  /** Whether the text may end here. */
  get isComplete(): boolean {
    return this.#open.length === 0 && (this.#state === 'after' || ENDS_NUMBER.has(this.#state))
  }

  /**
   * @param offset the byte's place in the body, for the error
   * @throws ScanError `malformed-json` or `limits`
   */
  step(byte: number, offset: number): GrammarEvent {
    switch (this.#state) {
      case 'string':
        return this.#string(byte, offset)
      case 'escape':
        if (byte === 0x75) this.#hexDigits = 4
        else if (!ESCAPES.has(byte)) throw unexpected('escape', offset)
        this.#state = byte === 0x75 ? 'hex' : 'string'
        return 'none'
      case 'hex':
        if (hexValue(byte) < 0) throw unexpected('hex', offset)
        this.#hexDigits -= 1
        if (this.#hexDigits === 0) this.#state = 'string'
        return 'none'
      case 'word':
        if (byte !== this.#word.charCodeAt(0)) throw unexpected('word', offset)
        this.#word = this.#word.slice(1)
        if (this.#word === '') this.#state = 'after'
        return 'none'
      case 'value':
      case 'first-value':
      case 'first-key':
      case 'key':
      case 'colon':
      case 'after':
        return isSpace(byte) ? 'none' : this.#structure(this.#state, byte, offset)
      case 'minus':
      case 'zero':
      case 'integer':
      case 'point':
      case 'fraction':
      case 'exponent':
      case 'exponent-sign':
      case 'exponent-digits':
        return this.#number(this.#state, byte, offset)
    }
  }

  /** @throws ScanError `truncated` when the text may not end here */
  end(offset: number): void {
    if (this.isComplete) return
    throw new ScanError('truncated', offset, `The JSON ends too early, at byte ${offset}.`)
  }

  #structure(state: StructureState, byte: number, offset: number): GrammarEvent {
    if (state === 'after') return this.#after(byte, offset)
    if (state === 'colon') {
      if (byte !== 0x3a) throw unexpected(state, offset)
      this.#state = 'value'
      return 'none'
    }
    if (state === 'key' || state === 'first-key') {
      if (byte === 0x7d && state === 'first-key') return this.#close()
      if (byte !== 0x22) throw unexpected(state, offset)
      this.#inKey = true
      this.#state = 'string'
      return 'key-start'
    }
    if (byte === 0x5d && state === 'first-value') return this.#close()
    const isMember = this.#open.at(-1) === true
    this.#value(state, byte, offset)
    return isMember ? 'value-start' : 'none'
  }

  #value(state: StructureState, byte: number, offset: number): void {
    if (byte === 0x22) {
      this.#inKey = false
      this.#state = 'string'
    } else if (byte === 0x7b || byte === 0x5b) {
      if (this.#open.length === this.#maxDepth) {
        const message = `The JSON nests deeper than ${this.#maxDepth} levels at byte ${offset}.`
        throw new ScanError('limits', offset, message)
      }
      this.#open.push(byte === 0x7b)
      this.#state = byte === 0x7b ? 'first-key' : 'first-value'
    } else if (byte === 0x2d) this.#state = 'minus'
    else if (byte === 0x30) this.#state = 'zero'
    else if (isDigit(byte)) this.#state = 'integer'
    else {
      const rest = WORDS.get(byte)
      if (rest === undefined) throw unexpected(state, offset)
      this.#word = rest
      this.#state = 'word'
    }
  }

  #string(byte: number, offset: number): GrammarEvent {
    if (byte === 0x5c) this.#state = 'escape'
    else if (byte < 0x20) throw controlCharacter(offset)
    else if (byte === 0x22) {
      this.#state = this.#inKey ? 'colon' : 'after'
      if (this.#inKey) return 'key-end'
    }
    return 'none'
  }

  #after(byte: number, offset: number): GrammarEvent {
    const inObject = this.#open.at(-1)
    if (inObject === undefined) throw unexpected('end', offset)
    if (byte === (inObject ? 0x7d : 0x5d)) return this.#close()
    if (byte !== 0x2c) throw unexpected(inObject ? 'after-member' : 'after-item', offset)
    this.#state = inObject ? 'key' : 'value'
    return 'none'
  }

  #close(): GrammarEvent {
    this.#open.pop()
    this.#state = 'after'
    return 'none'
  }

  #number(state: NumberState, byte: number, offset: number): GrammarEvent {
    const next = nextInNumber(state, byte)
    if (next !== undefined) {
      this.#state = next
      return 'none'
    }
    // A number has no end of its own: the byte after it tells.
    if (!ENDS_NUMBER.has(state)) throw unexpected(state, offset)
    this.#state = 'after'
    return isSpace(byte) ? 'none' : this.#after(byte, offset)
  }
}

/** 0 to 15, or -1 when the byte is not a hexadecimal digit. */
export function hexValue(byte: number): number {
  if (isDigit(byte)) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

type StructureState = 'value' | 'first-value' | 'key' | 'first-key' | 'colon' | 'after'
type NumberState =
  | 'minus'
  | 'zero'
  | 'integer'
  | 'point'
  | 'fraction'
  | 'exponent'
  | 'exponent-sign'
  | 'exponent-digits'
type State = StructureState | NumberState | 'string' | 'escape' | 'hex' | 'word'

const ENDS_NUMBER: ReadonlySet<State> = new Set<State>([
  'zero',
  'integer',
  'fraction',
  'exponent-digits',
])
const ESCAPES: ReadonlySet<number> = new Set(new TextEncoder().encode('"\\/bfnrt'))
const WORDS: ReadonlyMap<number, string> = new Map([
  [0x74, 'rue'],
  [0x66, 'alse'],
  [0x6e, 'ull'],
])

function nextInNumber(state: NumberState, byte: number): NumberState | undefined {
  if (isDigit(byte)) {
    if (state === 'minus') return byte === 0x30 ? 'zero' : 'integer'
    if (state === 'zero') return undefined
    if (state === 'point') return 'fraction'
    return state === 'exponent' || state === 'exponent-sign' ? 'exponent-digits' : state
  }
  const whole = state === 'zero' || state === 'integer'
  if (byte === 0x2e && whole) return 'point'
  if ((byte | 0x20) === 0x65 && (whole || state === 'fraction')) return 'exponent'
  if ((byte === 0x2b || byte === 0x2d) && state === 'exponent') return 'exponent-sign'
  return undefined
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09
}
