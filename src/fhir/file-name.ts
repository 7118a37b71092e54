/**
 * Names of files come from anywhere and are shown to people who trust their endings. With U+202E in it, `annex` and
 * `gpj.exe` read as `annexexe.jpg`; a space of no width makes two names look the same. Such characters are taken out
 * where names come in, and shown as signs where a stored name has them.
 */

/**
 * A name as it may be stored: without characters that can't be seen (controls, direction marks, zero-width ones where
 * they join nothing), with `_` for path separators, and with single spaces, as FHIR's `code` has it
 * (https://hl7.org/fhir/R4/datatypes.html#code). Empty where nothing is left.
 */
export function cleanFileName(name: string): string {
  const clean = cleanedOnce(name)
  // What joined two letters may join nothing any more, once a neighbour is gone.
  return clean === name ? clean : cleanFileName(clean)
}

function cleanedOnce(name: string): string {
  const seen = name
    .toWellFormed()
    .replaceAll(/[/\\]/g, '_')
    .replaceAll(UNSEEN, (char, at: number, whole: string) =>
      isSpace(char) || isNeeded(char, whole, at) ? char : '',
    )
  const clean = shortened(seen.replaceAll(/\s+/g, ' ').trim())
  return /^\.{0,2}$/.test(clean) ? '' : clean
}

/** The same of the last part of a path, for names that programs give with the folders they lie in. */
export function fileNameOfPath(path: string): string {
  return cleanFileName(path.split(/[/\\]/).at(-1) ?? '')
}

/** A stored name for people: each character that can't be seen as a sign, `annex[U+202E]gpj.exe`. */
export function showName(name: string): string {
  return name
    .toWellFormed()
    .replaceAll(UNSEEN, (char, at: number, whole: string) =>
      isNeeded(char, whole, at) ? char : `[U+${hex(char)}]`,
    )
}

/** Controls, formats, line and paragraph separators, and all else that is not drawn. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

function isSpace(char: string): boolean {
  return char !== '\ufeff' && /\s/.test(char)
}

/** Whether a character that is not drawn itself changes how its neighbours are written. */
function isNeeded(char: string, whole: string, at: number): boolean {
  if (VISIBLE.test(char)) return true
  const before = /.$/su.exec(whole.slice(Math.max(0, at - 2), at))?.[0] ?? ''
  const after = /^./su.exec(whole.slice(at + char.length, at + char.length + 2))?.[0] ?? ''
  if (char === '\u200c' || char === '\u200d') {
    const joinsEmoji = char === '\u200d' && EMOJI.test(before) && PICTURE.test(after)
    return joinsEmoji || (JOINING.test(before) && JOINING.test(after))
  }
  if (/[\ufe0e\ufe0f]/.test(char)) return /[\p{Emoji}]/u.test(before)
  if (/[\ufe00-\ufe0d\u{e0100}-\u{e01ef}]/u.test(char)) return /\p{Script=Han}/u.test(before)
  return /[\u180b-\u180d\u180f]/.test(char) && /\p{Script=Mongolian}/u.test(before)
}

/** Signs of Arabic, Syriac and Kaithi that Unicode calls formats and that are drawn all the same. */
const VISIBLE = /[\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}]/u
const PICTURE = /\p{Extended_Pictographic}/u
/** A picture, or what may stand behind one: a variation selector, a colour of skin. */
const EMOJI = /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u
/** Letters and marks of the scripts in which letters join. */
const JOINING = new RegExp(
  `[${'Arabic Syriac Nko Mandaic Mongolian Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Khmer Myanmar'
    .split(' ')
    .map((script) => `\\p{Script_Extensions=${script}}`)
    .join('')}]`,
  'u',
)

/** As long as a name may be on most disks. UTF-16 units. */
const MAX_LENGTH = 255

/** Keeps the ending, which says what it is, and whole characters. */
function shortened(name: string): string {
  if (name.length <= MAX_LENGTH) return name
  const ending = /\.[^.]{1,10}$/.exec(name)?.[0] ?? ''
  return name.slice(0, MAX_LENGTH - ending.length).replace(/[\ud800-\udbff]$/, '') + ending
}

function hex(char: string): string {
  return (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
}
