import { latin1 } from '../detection/head.ts'
import { decodeText, encodingOf, type Encoding } from '../text/encodings.ts'
import { encodingOfPage } from './code-pages.ts'

/** The body of a message that is kept as RTF: as the web page or the text it was made from, or as text alone. */
export interface RtfBody {
  type: 'html' | 'text'
  content: string
  /** Whether the RTF was made from just that ([MS-OXRTFEX]), rather than read as text here. */
  isOriginal: boolean
}

/** Characters. */
const LONGEST = 20_000_000

/** Groups that hold no text of the reader's. */
const SILENT = new Set(
  'fonttbl colortbl stylesheet info pict object listtable listoverridetable rsidtbl generator themedata colorschememapping latentstyles datastore xmlnstbl header footer headerl headerr footerl footerr fldinst mmathPr pgptbl'.split(
    ' ',
  ),
)

const SIGNS: Record<string, string> = {
  par: '\r\n',
  line: '\r\n',
  tab: '\t',
  cell: '\t',
  row: '\r\n',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  bullet: '•',
  endash: '–',
  emdash: '—',
}

/** \fcharset numbers of RTF 1.9.1 ("Font Table"). */
const CHARSETS: Record<number, string> = {
  0: 'windows-1252',
  77: 'macintosh',
  128: 'shift_jis',
  129: 'euc-kr',
  134: 'gb18030',
  136: 'big5',
  161: 'windows-1253',
  162: 'windows-1254',
  163: 'windows-1258',
  177: 'windows-1255',
  178: 'windows-1256',
  186: 'windows-1257',
  204: 'windows-1251',
  222: 'windows-874',
  238: 'windows-1250',
}

interface State {
  isSilent: boolean
  /** Within what only the RTF has. */
  isRtfOnly: boolean
  font: number
  skip: number
}

/**
 * Reads what an RTF body was made from ([MS-OXRTFEX] §2.2.3): the HTML that it wraps, the plain text that it wraps, or,
 * where it was RTF from the beginning, its text. In linear time; what is cut off ends there.
 */
export function readRtfBody(bytes: Uint8Array): RtfBody {
  // Outlook puts zeros behind it.
  const rtf = latin1(bytes).replace(/\0+$/, '')
  const head = rtf.slice(0, 2000)
  const isHtml = /\\fromhtml1?\b/.test(head)
  const isText = /\\fromtext\b/.test(head)
  const reader = new RtfReader(rtf, isHtml)
  const content = reader.read()
  return { type: isHtml ? 'html' : 'text', content, isOriginal: isHtml || isText }
}

class RtfReader {
  readonly #rtf: string
  readonly #isHtml: boolean
  readonly #out: string[] = []
  readonly #fonts = new Map<number, Encoding>()
  readonly #stack: State[] = []
  #state: State = { isSilent: false, isRtfOnly: false, font: -1, skip: 1 }
  #encoding: Encoding = 'windows-1252'
  #pending: number[] = []
  #fontInTable = -1
  #isFontTable = 0
  #toSkip = 0
  #length = 0

  constructor(rtf: string, isHtml: boolean) {
    this.#rtf = rtf
    this.#isHtml = isHtml
  }

  read(): string {
    const rtf = this.#rtf
    const word = /\\(?:([a-zA-Z]{1,32})(-?\d{1,10})? ?|'([0-9a-fA-F]{2})|([^]))/y
    for (let at = 0; at < rtf.length && this.#length < LONGEST;) {
      const char = rtf.charAt(at)
      if (char === '\\') {
        word.lastIndex = at
        const match = word.exec(rtf)
        if (match === null) break
        at = word.lastIndex
        if (match[1] !== undefined) {
          if (match[1] === 'bin') at += Math.max(0, Number(match[2] ?? 0))
          else this.#control(match[1], match[2] === undefined ? undefined : Number(match[2]))
        } else if (match[3] !== undefined) this.#byte(Number.parseInt(match[3], 16))
        else this.#symbol(match[4] ?? '')
        continue
      }
      at += 1
      if (char === '{') this.#push()
      else if (char === '}') this.#pop()
      else if (char !== '\r' && char !== '\n') this.#byte(char.charCodeAt(0))
    }
    this.#flush()
    return this.#out.join('')
  }

  #push(): void {
    this.#flush()
    if (this.#stack.length < 2000) this.#stack.push({ ...this.#state })
    if (this.#isFontTable > 0) this.#isFontTable += 1
  }

  #pop(): void {
    this.#flush()
    if (this.#isFontTable > 0) this.#isFontTable -= 1
    this.#state = this.#stack.pop() ?? this.#state
  }

  #control(name: string, value: number | undefined): void {
    if (name === 'fonttbl') this.#isFontTable = 1
    if (this.#isFontTable > 0) return this.#inFontTable(name, value)
    if (name === 'ansicpg') this.#encoding = encodingOfPage(value) ?? this.#encoding
    else if (name === 'uc') this.#state.skip = Math.min(value ?? 1, 10)
    else if (name === 'u') {
      this.#flush()
      const code = (value ?? 0) & 0xffff
      this.#emit(String.fromCharCode(code))
      this.#toSkip = this.#state.skip
    } else if (name === 'htmlrtf') {
      this.#flush()
      this.#state.isRtfOnly = value !== 0
    } else if (name === 'htmltag') {
      this.#state.isSilent = false
    } else if (name === 'f' || name === 'af') {
      this.#flush()
      if (name === 'f') this.#state.font = value ?? -1
    } else if (name === 'plain') {
      this.#flush()
      this.#state.font = -1
    } else if (SILENT.has(name)) this.#state.isSilent = true
    else {
      const sign = SIGNS[name]
      if (sign === undefined) return
      this.#flush()
      this.#emit(sign)
    }
  }

  #inFontTable(name: string, value: number | undefined): void {
    this.#state.isSilent = true
    if (name === 'f') this.#fontInTable = value ?? -1
    if (name !== 'fcharset') return
    const encoding = encodingOf(CHARSETS[value ?? 0])
    // Number 1 is "default", and 2 is for symbols.
    if (encoding !== undefined) this.#fonts.set(this.#fontInTable, encoding)
  }

  #symbol(char: string): void {
    if (char === '*') {
      this.#state.isSilent = true
      return
    }
    this.#flush()
    if (char === '\r' || char === '\n') this.#emit('\r\n')
    else if (char === '~') this.#emit(this.#isHtml ? '&nbsp;' : '\u00a0')
    else if (char === '_') this.#emit(this.#isHtml ? '&#8209;' : '\u2011')
    else if (char === '-') this.#emit(this.#isHtml ? '&shy;' : '')
    else if (char === '{' || char === '}' || char === '\\') this.#byte(char.charCodeAt(0))
  }

  #byte(byte: number): void {
    if (this.#toSkip > 0) this.#toSkip -= 1
    else this.#pending.push(byte)
  }

  /** Bytes are decoded together, as letters may take two. */
  #flush(): void {
    this.#toSkip = 0
    if (this.#pending.length === 0) return
    const bytes = Uint8Array.from(this.#pending)
    this.#pending = []
    const isAscii = bytes.every((byte) => byte < 0x80)
    const encoding = this.#fonts.get(this.#state.font) ?? this.#encoding
    this.#emit(isAscii ? latin1(bytes) : decodeText(bytes, encoding))
  }

  #emit(text: string): void {
    const { isSilent, isRtfOnly } = this.#state
    if (isSilent || (this.#isHtml && isRtfOnly)) return
    this.#out.push(text)
    this.#length += text.length
  }
}
