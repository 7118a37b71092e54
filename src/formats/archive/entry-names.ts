import { decodeText, type Encoding } from '../text/encodings.ts'
import { findEncoding } from '../text/find-encoding.ts'

/** An encoding of names: those of texts, and the two of DOS that no browser decodes. */
export type NameEncoding = Encoding | 'cp437' | 'cp850'

/** For a choice by hand, before the encodings of texts. */
export const DOS_ENCODINGS = [
  { value: 'cp437', label: 'DOS, American (437)' },
  { value: 'cp850', label: 'DOS, Western (850)' },
] as const

/** The upper halves, from 0x80 on (https://www.unicode.org/Public/MAPPINGS/VENDORS/MICSFT/PC/). */
const UPPER = {
  cp437:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0',
  cp850:
    'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0',
}

export function isAsciiName(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80)
}

export function decodeName(bytes: Uint8Array, encoding: NameEncoding): string {
  if (encoding !== 'cp437' && encoding !== 'cp850') return decodeText(bytes, encoding)
  const upper = UPPER[encoding]
  return Array.from(bytes, (byte) =>
    byte < 0x80 ? String.fromCharCode(byte) : upper.charAt(byte - 0x80),
  ).join('')
}

/** The bytes of a text in code page 437; `undefined` where it lacks a letter. */
export function encodeDos(text: string): Uint8Array | undefined {
  const codes = Array.from(text, (char) =>
    char < '\x80' ? char.charCodeAt(0) : UPPER.cp437.indexOf(char) + 0x80,
  )
  return codes.every((code, at) => code !== 0x7f || text[at] === '\x7f')
    ? Uint8Array.from(codes)
    : undefined
}

/** `undefined` for bytes that are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Names that are looked at to guess by; more tell no more. */
const SAMPLE = 2000

/**
 * The encoding of names that say nothing of it, by the bytes of all of them: UTF-8 where they are valid in it; Japanese,
 * Chinese and the like by the frequencies of letters; else DOS or Windows, by where their letters lie.
 * @param names those with bytes beyond ASCII
 * @param usual what the format takes for granted
 */
export async function guessNames(
  names: readonly Uint8Array[],
  usual: NameEncoding,
): Promise<{ encoding: NameEncoding; isGuess: boolean }> {
  if (names.every((name) => decodeUtf8(name) !== undefined)) {
    return { encoding: 'utf-8', isGuess: usual !== 'utf-8' }
  }
  const bytes = joinLines(names.slice(0, SAMPLE))
  const upper = bytes.filter((byte) => byte >= 0x80)
  const share = (from: number, to: number) =>
    upper.filter((byte) => byte >= from && byte <= to).length / upper.length
  const text = canBeJapanese(bytes)
  if (text !== undefined && KANA.test(text)) return { encoding: 'shift_jis', isGuess: true }
  // Letters of DOS lie where Windows has signs that no name holds, and the other way round.
  if (share(0x80, 0xa5) + share(0xe1, 0xe1) > 0.9) return { encoding: 'cp437', isGuess: true }
  if (text !== undefined && commonShare(bytes) > 0.8)
    return { encoding: 'shift_jis', isGuess: true }
  const { encoding } = await findEncoding(bytes, { kind: 'text' })
  if (WIDE.has(encoding) && hasRuns(names)) return { encoding, isGuess: true }
  const isWindows = share(0xc0, 0xff) > 0.9 && /^(windows|iso-8859|koi8)/.test(encoding)
  return { encoding: isWindows ? encoding : usual === 'utf-8' ? encoding : usual, isGuess: true }
}

const KANA = /[\u3041-\u30ff]{2}|[\u3041-\u30ff][\u4e00-\u9fff]|[\u4e00-\u9fff][\u3041-\u30ff]/
const WIDE = new Set<NameEncoding>(['shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5'])

function canBeJapanese(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('shift_jis', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}

/** How many of the two-byte letters of Shift JIS are kana or everyday kanji (JIS X 0208, level 1). */
function commonShare(bytes: Uint8Array): number {
  let common = 0
  let all = 0
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0
    const isLead = (byte > 0x80 && byte < 0xa0) || byte >= 0xe0
    if (!isLead) continue
    all += 1
    if (byte === 0x82 || byte === 0x83 || (byte >= 0x88 && byte <= 0x97)) common += 1
    at += 1
  }
  return all === 0 ? 0 : common / all
}

/** Names of two-byte letters have them in runs; an accented letter stands alone. */
function hasRuns(names: readonly Uint8Array[]): boolean {
  return names.some((name) => {
    let run = 0
    return name.some((byte) => {
      run = byte >= 0x80 ? run + 1 : 0
      return run >= 4
    })
  })
}

function joinLines(names: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(names.reduce((sum, name) => sum + name.length + 1, 0))
  let at = 0
  for (const name of names) {
    bytes.set(name, at)
    bytes[at + name.length] = 0x0a
    at += name.length + 1
  }
  return bytes
}
