/**
 * The specific character set (0008,0005) of PS3.3 §C.12.1.1.2, with the switching of ISO 2022 within a value (PS3.5 §6.1.2.5).
 * TextDecoder knows each set by itself; which one holds at a byte is found here.
 */
export interface CharacterSet {
  /** Of the bytes before any escape. */
  encoding: string
  /** Whether escapes may switch the set. */
  switches: boolean
  /** Whether nothing is declared, so that letters beyond ASCII are a guess. */
  isGuess: boolean
  /** Names that are declared and not known. */
  unknown: readonly string[]
}

/** The number behind "ISO_IR" or "ISO 2022 IR" to what a browser calls the set. */
const SETS: Record<string, string> = {
  '6': 'utf-8',
  '13': 'shift_jis',
  '100': 'windows-1252',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '126': 'iso-8859-7',
  '127': 'iso-8859-6',
  '138': 'iso-8859-8',
  '144': 'iso-8859-5',
  '148': 'windows-1254',
  '166': 'windows-874',
  '192': 'utf-8',
  '203': 'iso-8859-15',
  '58': 'gb18030',
  '87': 'euc-jp',
  '149': 'euc-kr',
  '159': 'euc-jp',
}

/** @param names the values of (0008,0005); an empty first one stands for ASCII */
export function characterSetOf(names: readonly string[]): CharacterSet {
  const found = names.map(encodingOfName)
  const first = found[0]
  const unknown = names.filter((_, at) => found[at] === undefined)
  const isMultiByte = first === 'gb18030' || /utf|192/i.test(names[0] ?? '')
  return {
    encoding: first ?? 'utf-8',
    switches: !isMultiByte && (names.length > 1 || /2022/.test(names[0] ?? '')),
    isGuess: names.every((name) => /^(iso[ _]ir 6)?$/i.test(name)) || first === undefined,
    unknown,
  }
}

/** Spelt in many ways: "ISO_IR 100", "ISO-IR 100", "ISO 2022 IR 100", "ISO IR100". */
function encodingOfName(name: string): string | undefined {
  if (name === '') return 'utf-8'
  if (/^gb ?18030$/i.test(name) || /^gbk$/i.test(name)) return 'gb18030'
  if (/^utf-?8$/i.test(name)) return 'utf-8'
  const latin = /^(?:iso[ _-]?)?8859[ _-](\d+)$/i.exec(name)?.[1]
  if (latin !== undefined) return latin === '1' ? 'windows-1252' : `iso-8859-${latin}`
  const number = /^iso[ _-]?(?:2022[ _-]?)?(?:ir)[ _-]?(\d+)$/i.exec(name)?.[1]
  return number === undefined ? undefined : SETS[number]
}

/** The text of a value. `fault` is called for letters that only a guess could read. */
export function decodeValue(bytes: Uint8Array, set: CharacterSet, fault?: () => void): string {
  if (bytes.every((byte) => byte < 0x80 && byte !== 0x1b)) return decode(bytes, 'utf-8')
  if (set.switches && bytes.includes(0x1b)) return decodeSwitching(bytes, set.encoding)
  if (!set.isGuess) return decode(bytes, set.encoding)
  fault?.()
  if (bytes.includes(0x1b)) return decodeSwitching(bytes, 'windows-1252')
  const text = decode(bytes, 'utf-8')
  return text.includes('�') ? decode(bytes, 'windows-1252') : text
}

/** What an escape switches to: the letters below 0x80 (`low`) or those above. */
const ESCAPES: Record<
  string,
  { half: 'low' | 'high'; encoding: string; shape?: 'jis' | 'jis-0212' }
> = {
  '(B': { half: 'low', encoding: 'utf-8' },
  '(J': { half: 'low', encoding: 'utf-8' },
  $B: { half: 'low', encoding: 'euc-jp', shape: 'jis' },
  '$@': { half: 'low', encoding: 'euc-jp', shape: 'jis' },
  '$(D': { half: 'low', encoding: 'euc-jp', shape: 'jis-0212' },
  ')I': { half: 'high', encoding: 'shift_jis' },
  '$)C': { half: 'high', encoding: 'euc-kr' },
  '$)A': { half: 'high', encoding: 'gb18030' },
  '-A': { half: 'high', encoding: 'windows-1252' },
  '-B': { half: 'high', encoding: 'iso-8859-2' },
  '-C': { half: 'high', encoding: 'iso-8859-3' },
  '-D': { half: 'high', encoding: 'iso-8859-4' },
  '-F': { half: 'high', encoding: 'iso-8859-7' },
  '-G': { half: 'high', encoding: 'iso-8859-6' },
  '-H': { half: 'high', encoding: 'iso-8859-8' },
  '-L': { half: 'high', encoding: 'iso-8859-5' },
  '-M': { half: 'high', encoding: 'windows-1254' },
  '-T': { half: 'high', encoding: 'windows-874' },
  '-b': { half: 'high', encoding: 'iso-8859-15' },
}

/** Delimiters at which the sets of the beginning hold again: ends of lines, and those between values and parts of names. */
const RESETS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x5c, 0x5e, 0x3d])

function decodeSwitching(bytes: Uint8Array, initial: string): string {
  let low: (typeof ESCAPES)[string] | undefined
  let high = initial
  let text = ''
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] === 0x1b) {
      const name = [3, 2]
        .map((length) => String.fromCharCode(...bytes.subarray(at + 1, at + 1 + length)))
        .find((letters) => ESCAPES[letters])
      const escape = name === undefined ? undefined : ESCAPES[name]
      if (escape === undefined) text += '�'
      else if (escape.half === 'low') low = escape.shape === undefined ? undefined : escape
      else high = escape.encoding
      at += 1 + (name?.length ?? 0)
      continue
    }
    const end = endOfRun(bytes, at, low !== undefined)
    const run = bytes.subarray(at, end)
    at = end
    if (low === undefined) {
      text += decode(run, high)
      if (RESETS.has(run.at(-1) ?? 0)) high = initial
    } else {
      text += decode(raised(run, low.shape === 'jis-0212'), low.encoding)
      // No delimiter can stand within a set of two bytes, so its end is the end of the run.
      if (RESETS.has(bytes[at] ?? 0) && (bytes[at] ?? 0) < 0x20) low = undefined
    }
  }
  return text
}

/** Up to the next escape; to, and with, the next delimiter where one byte is one letter. */
function endOfRun(bytes: Uint8Array, start: number, isDouble: boolean): number {
  let at = start
  while (at < bytes.length && bytes[at] !== 0x1b) {
    const byte = bytes[at] ?? 0
    if (isDouble && byte < 0x20 && at > start) return at
    at += 1
    if (!isDouble && RESETS.has(byte)) return at
    if (isDouble && byte < 0x20) return at
  }
  return at
}

/** As EUC-JP writes the letters of JIS X 0208, and behind 0x8F those of 0212. */
function raised(run: Uint8Array, isThird: boolean): Uint8Array {
  const out: number[] = []
  for (let at = 0; at < run.length; at += 2) {
    const first = run[at] ?? 0
    const second = run[at + 1]
    if (first < 0x21 || second === undefined) {
      out.push(first)
      at -= 1
      continue
    }
    if (isThird) out.push(0x8f)
    out.push(first | 0x80, second | 0x80)
  }
  return Uint8Array.from(out)
}

const decoders = new Map<string, TextDecoder>()

function decode(bytes: Uint8Array, encoding: string): string {
  let decoder = decoders.get(encoding)
  if (decoder === undefined) {
    decoder = new TextDecoder(encoding, { ignoreBOM: true })
    decoders.set(encoding, decoder)
  }
  return decoder.decode(bytes)
}
