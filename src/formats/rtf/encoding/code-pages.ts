import { OLD_CODE_PAGES } from './old-code-pages.ts'

/** A code page by the number that Windows gives it. */
export type CodePage = number

/** By their labels of the Encoding standard, which decodes them as Windows does. */
const LABELS = new Map<CodePage, string>([
  [708, 'iso-8859-6'],
  [866, 'ibm866'],
  [874, 'windows-874'],
  [932, 'shift_jis'],
  [936, 'gbk'],
  [949, 'euc-kr'],
  [950, 'big5'],
  [10_000, 'macintosh'],
  [10_001, 'shift_jis'],
  [10_002, 'big5'],
  [10_003, 'euc-kr'],
  [10_007, 'x-mac-cyrillic'],
  [10_008, 'gbk'],
  [10_017, 'x-mac-cyrillic'],
  [20_127, 'windows-1252'],
  [20_866, 'koi8-r'],
  [21_866, 'koi8-u'],
  [51_932, 'euc-jp'],
  [51_936, 'gbk'],
  [51_949, 'euc-kr'],
  [54_936, 'gb18030'],
  [65_001, 'utf-8'],
])
for (let page = 1250; page <= 1258; page += 1) LABELS.set(page, `windows-${page}`)
for (const part of [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 15, 16])
  LABELS.set(28_590 + part, `iso-8859-${part}`)

/**
 * The code page of a font by its `\fcharset` (RTF 1.9.1, “Font table”); `undefined` where it leaves it to the document.
 * 2 is the charset of signs, whose letters are told by the font's name.
 */
export function pageOfCharset(charset: number): CodePage | undefined {
  return CHARSETS.get(charset)
}

const CHARSETS = new Map<number, CodePage>([
  [0, 1252],
  [77, 10_000],
  [78, 10_001],
  [79, 10_003],
  [80, 10_008],
  [81, 10_002],
  [85, 10_006],
  [86, 10_081],
  [88, 10_029],
  [89, 10_007],
  [128, 932],
  [129, 949],
  [130, 1361],
  [134, 936],
  [136, 950],
  [161, 1253],
  [162, 1254],
  [163, 1258],
  [177, 1255],
  [178, 1256],
  [179, 1256],
  [180, 1256],
  [181, 1255],
  [186, 1257],
  [204, 1251],
  [222, 874],
  [238, 1250],
  [254, 437],
  [255, 850],
])

/** Whether its characters can be told; of the others only ASCII can. */
export function isKnownPage(page: CodePage): boolean {
  return LABELS.has(page) || OLD_CODE_PAGES.has(page)
}

type Decode = (bytes: Uint8Array) => string
const decoders = new Map<CodePage, Decode>()

/** The text of bytes in a code page; what it does not have becomes U+FFFD. */
export function decodePage(bytes: Uint8Array, page: CodePage): string {
  let decode = decoders.get(page)
  if (decode === undefined) {
    decode = makeDecoder(page)
    decoders.set(page, decode)
  }
  return decode(bytes)
}

function makeDecoder(page: CodePage): Decode {
  const label = LABELS.get(page)
  if (label !== undefined) {
    const decoder = new TextDecoder(label, { ignoreBOM: true })
    return (bytes) => decoder.decode(bytes)
  }
  const upper = OLD_CODE_PAGES.get(page)
  return (bytes) => {
    let text = ''
    for (const byte of bytes)
      text += byte < 0x80 ? String.fromCharCode(byte) : (upper?.charAt(byte - 0x80) ?? '\uFFFD')
    return text
  }
}

/** Which bytes begin a character of two; `undefined` for a page of single bytes. */
export function leadsOf(page: CodePage): Uint8Array | undefined {
  return LEADS.get(page)
}

function leads(...ranges: [from: number, to: number][]): Uint8Array {
  const table = new Uint8Array(256)
  for (const [from, to] of ranges) table.fill(1, from, to + 1)
  return table
}

const JAPANESE = leads([0x81, 0x9f], [0xe0, 0xfc])
const WIDE = leads([0x81, 0xfe])
const LEADS = new Map<CodePage, Uint8Array>([
  [932, JAPANESE],
  [10_001, JAPANESE],
  ...[936, 949, 950, 1361, 10_002, 10_003, 10_008, 51_932, 51_936, 51_949, 54_936].map(
    (page): [CodePage, Uint8Array] => [page, WIDE],
  ),
])

/** Whether a byte can be the second of such a character. */
export function isTrail(byte: number): boolean {
  return byte >= 0x40 && byte !== 0x7f && byte !== 0xff
}

/** How many bytes at the end are the beginning of a character that goes on, or 0. @param length of what counts in `bytes` */
export function openTail(bytes: Uint8Array, length: number, page: CodePage): number {
  if (page === 65_001) return openUtf8(bytes, length)
  const table = leadsOf(page)
  if (table === undefined) return 0
  let at = 0
  while (at < length) {
    if (table[bytes[at] ?? 0] !== 1) at += 1
    else if (at + 1 === length) return 1
    else at += isTrail(bytes[at + 1] ?? 0) ? 2 : 1
  }
  return 0
}

function openUtf8(bytes: Uint8Array, length: number): number {
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0
    if (byte >= 0xc2) {
      const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return size > back ? back : 0
    }
    if (byte < 0x80) return 0
  }
  return 0
}
