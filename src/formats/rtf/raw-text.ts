import { Tokens } from './tokens.ts'

/** Whether all text that is neither ASCII nor escaped is valid UTF-8, and there is some. */
export function rawTextIsUtf8(bytes: Uint8Array<ArrayBuffer>): boolean {
  const tokens = new Tokens(bytes)
  const decoder = new TextDecoder('utf-8', { fatal: true })
  for (let type = tokens.next(); type !== 'end'; type = tokens.next()) {
    if (type === 'symbol' && tokens.value >= 0x80) return false
    if (type !== 'text' || tokens.isAscii) continue
    try {
      decoder.decode(bytes.subarray(tokens.start, tokens.end))
    } catch {
      return false
    }
  }
  return true
}

/** RTF that was saved as UTF-16, as it should have been saved; `undefined` for any other. */
export function utf16ToRtf(bytes: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  const encoding = utf16Of(bytes)
  if (encoding === undefined) return undefined
  const text = new TextDecoder(encoding).decode(bytes)
  let size = 0
  for (let at = 0; at < text.length; at += 1) size += text.charCodeAt(at) < 0x80 ? 1 : LONGEST
  const narrow = new Uint8Array(size)
  let length = 0
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      narrow[length] = code
      length += 1
      continue
    }
    const written = `{\\uc0\\u${code} }`
    for (let index = 0; index < written.length; index += 1)
      narrow[length + index] = written.charCodeAt(index)
    length += written.length
  }
  return narrow.slice(0, length)
}

/** Of what a code unit is written as. */
const LONGEST = 13

function utf16Of(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  if (first === 0x7b && second === 0 && third === 0x5c && fourth === 0) return 'utf-16le'
  return first === 0 && second === 0x7b && third === 0 && fourth === 0x5c ? 'utf-16be' : undefined
}
