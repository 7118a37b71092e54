/**
 * The encodings that a reader can choose from, by their names in the WHATWG's Encoding standard
 * (https://encoding.spec.whatwg.org/): what every browser decodes.
 */
export const ENCODINGS = [
  { value: 'utf-8', label: 'UTF-8' },
  { value: 'utf-16le', label: 'UTF-16 LE' },
  { value: 'utf-16be', label: 'UTF-16 BE' },
  { value: 'windows-1252', label: 'Western (Windows-1252)' },
  { value: 'iso-8859-15', label: 'Western (ISO 8859-15)' },
  { value: 'macintosh', label: 'Western (Mac)' },
  { value: 'windows-1250', label: 'Central European (Windows-1250)' },
  { value: 'iso-8859-2', label: 'Central European (ISO 8859-2)' },
  { value: 'windows-1257', label: 'Baltic (Windows-1257)' },
  { value: 'iso-8859-4', label: 'Baltic (ISO 8859-4)' },
  { value: 'windows-1251', label: 'Cyrillic (Windows-1251)' },
  { value: 'iso-8859-5', label: 'Cyrillic (ISO 8859-5)' },
  { value: 'koi8-r', label: 'Cyrillic (KOI8-R)' },
  { value: 'koi8-u', label: 'Cyrillic (KOI8-U)' },
  { value: 'ibm866', label: 'Cyrillic (IBM 866)' },
  { value: 'windows-1253', label: 'Greek (Windows-1253)' },
  { value: 'iso-8859-7', label: 'Greek (ISO 8859-7)' },
  { value: 'windows-1254', label: 'Turkish (Windows-1254)' },
  { value: 'windows-1255', label: 'Hebrew (Windows-1255)' },
  { value: 'iso-8859-8', label: 'Hebrew (ISO 8859-8)' },
  { value: 'windows-1256', label: 'Arabic (Windows-1256)' },
  { value: 'iso-8859-6', label: 'Arabic (ISO 8859-6)' },
  { value: 'windows-874', label: 'Thai (TIS-620)' },
  { value: 'windows-1258', label: 'Vietnamese (Windows-1258)' },
  { value: 'iso-2022-jp', label: 'Japanese (ISO-2022-JP)' },
  { value: 'shift_jis', label: 'Japanese (Shift JIS)' },
  { value: 'euc-jp', label: 'Japanese (EUC-JP)' },
  { value: 'euc-kr', label: 'Korean (EUC-KR)' },
  { value: 'gb18030', label: 'Chinese (GB 18030)' },
  { value: 'big5', label: 'Chinese (Big5)' },
] as const

export type Encoding = (typeof ENCODINGS)[number]['value']

/**
 * The encoding that a name such as `latin1`, `ISO_8859-9` or `cp1250` stands for, as browsers understand it
 * (ISO 8859-1 and -9 are read as their Windows supersets); `undefined` for one that no browser decodes.
 */
export function encodingOf(name: string | undefined): Encoding | undefined {
  if (name === undefined) return undefined
  // Of bytes beyond ASCII this says nothing, and it is written where nobody thought of them.
  if (/^(us-)?ascii$/i.test(name.trim())) return 'utf-8'
  try {
    const { encoding } = new TextDecoder(name.trim())
    const known = encoding === 'gbk' ? 'gb18030' : encoding
    return ENCODINGS.find(({ value }) => value === known)?.value
  } catch {
    return undefined
  }
}

/** The text, without its byte order mark; what the encoding cannot read becomes U+FFFD. */
export function decodeText(bytes: Uint8Array, encoding: Encoding): string {
  return new TextDecoder(encoding).decode(bytes)
}
