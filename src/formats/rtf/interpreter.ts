import type { Context } from './context.ts'
import { signFor } from './lists.ts'
import { FIELD_PARTS } from './parts/field-parts.ts'
import { DOCUMENT_WORDS, HEADER_PARTS } from './parts/header-parts.ts'
import { INFO_PARTS } from './parts/info-parts.ts'
import { LIST_PARTS } from './parts/list-parts.ts'
import { MATH_PARTS } from './parts/math-parts.ts'
import { NOTE_PARTS, NOTE_WORDS } from './parts/note-parts.ts'
import { PICTURE_PARTS } from './parts/picture-parts.ts'
import { StrayText } from './parts/stray-text.ts'
import { Story } from './story.ts'
import { CHAR_WORDS, type WordAction } from './words/char-words.ts'
import { PRINTED_WORDS, SIGN_SYMBOLS, SIGN_WORDS } from './words/character-signs.ts'
import { PARAGRAPH_WORDS } from './words/paragraph-words.ts'
import { TABLE_WORDS } from './words/table-words.ts'

/** Control words that begin a destination, which is the rest of their group. */
const PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ...HEADER_PARTS,
  ...LIST_PARTS,
  ...INFO_PARTS,
  ...FIELD_PARTS,
  ...PICTURE_PARTS,
  ...NOTE_PARTS,
  ...MATH_PARTS,
  ['upr', chooseUnicode],
  ['ud', () => undefined],
  ['bkmkstart', readAnchor],
  [
    'NeXTGraphic',
    (context) =>
      context.collect((text) => {
        context.state.destination = context.state.story
        context.addRemark(`a picture that is not in the file: ${text.trim()}`)
      }),
  ],
  [
    'nesttableprops',
    (context) => {
      context.state.isInnerRow = true
    },
  ],
  ...leftOut(
    'filetbl nonesttables ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn xe tc tcn rxe txe bxe',
    'fontemb fontfile falt panose fname template private objalias objsect nextfile pgdsctbl',
    'listpicture levelnumbers listname liststylename background themedata rsidtbl xmlnstbl',
    'bkmkend latentstyles datastore blipuid atnicn',
  ),
])

function leftOut(...lines: string[]): [string, WordAction][] {
  return lines
    .join(' ')
    .split(' ')
    .map((word) => [word, (context) => context.skipGroup()])
}

/** A name by which links lead to the paragraph. */
function readAnchor(context: Context): void {
  const { story } = context.state
  context.collect((name) => {
    if (story.anchors.length < MOST_ANCHORS) story.anchors.push(name.trim())
  })
}

/** Of one paragraph. */
const MOST_ANCHORS = 1000

/** Control words of flowing text. */
const STORY_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ...PARAGRAPH_WORDS,
  ...TABLE_WORDS,
  ...NOTE_WORDS,
  ['objattph', (context) => context.addRemark('an attachment of the mail')],
])

/** Does what the control word says at which the reading is. @param place where it stands in its group */
export function interpretWord(
  context: Context,
  place: { isFirst: boolean; isTooDeep: boolean },
): void {
  const { tokens, isIgnorable } = context
  const { word, parameter } = tokens
  context.isIgnorable = false
  if (word === 'u') {
    addUnicode(context, parameter ?? 0)
    return
  }
  const part = PARTS.get(word)
  if (part !== undefined) {
    if (place.isTooDeep) tokens.skipGroup()
    else part(context, parameter)
    return
  }
  if (isIgnorable && !STYLE_WORDS.has(word)) {
    if (place.isFirst) context.skipGroup()
    return
  }
  if (word.startsWith('m') && word.endsWith('Pr') && place.isFirst) context.skipGroup()
  else interpretFormatting(context, word, parameter)
}

/** They have a `\*` in the style sheet. */
const STYLE_WORDS = new Set(['cs', 'ds', 'ts'])

function interpretFormatting(context: Context, word: string, parameter: number | undefined): void {
  const sign = SIGN_WORDS.get(word)
  if (sign !== undefined) {
    context.addCharacter(sign)
    return
  }
  const printed = PRINTED_WORDS.get(word)
  if (printed !== undefined) {
    context.addRemark(printed)
    return
  }
  CHAR_WORDS.get(word)?.(context, parameter)
  DOCUMENT_WORDS.get(word)?.(context, parameter)
  if (context.state.destination instanceof StrayText) context.flush(true)
  const { destination } = context.state
  if (!(destination instanceof Story)) {
    destination.word?.(word, parameter)
    return
  }
  const action = STORY_WORDS.get(word)
  if (action === undefined) return
  context.flush(true)
  context.toSkip = 0
  action(context, parameter)
}

/** Of the two forms of `\upr` only the second is for those who can read Unicode. */
function chooseUnicode(context: Context): void {
  const { tokens } = context
  const { bytes, at } = tokens
  if (bytes[at] !== 0x7b || context.lookAhead <= 0) return
  tokens.at = at + 1
  tokens.skipGroup()
  tokens.at += 1
  let next = tokens.at
  while (next < bytes.length && (bytes[next] ?? 0) <= 0x20) next += 1
  const isUnicode = [0x7b, 0x5c, 0x2a, 0x5c, 0x75, 0x64].every(
    (byte, index) => bytes[next + index] === byte,
  )
  if (isUnicode) return
  // What is read twice is bounded, since such groups may stand in one another.
  context.lookAhead -= tokens.at - at
  tokens.at = at
}

/** `\uN`: a code unit, negative above 32767; some writers have whole code points. */
function addUnicode(context: Context, parameter: number): void {
  context.flush(false)
  const { state, coding } = context
  const code = parameter < 0 ? parameter + 0x1_00_00 : parameter
  const isPrivate = code >= 0xf0_20 && code <= 0xf0_ff
  context.toSkip = 0
  if (coding.signs !== undefined && (isPrivate || (code >= 0x20 && code < 0x100)))
    context.addCharacter(signFor(String.fromCharCode(code), coding.signs))
  else if (code <= 0 || code > 0x10_ff_ff) context.addUnit('\uFFFD')
  else if (isPrivate && state.destination instanceof Story) {
    const font = state.header.fonts.get(state.chars.font ?? state.header.defaultFont ?? -1)
    context.remarks.name(
      'signs',
      font?.name.trim() ?? 'unknown',
      (names) => `Signs of a font that is not known here are shown as “\uFFFD”: ${names}.`,
    )
    context.addUnit('\uFFFD')
  } else if (code > 0xff_ff) context.addCharacter(String.fromCodePoint(code))
  else context.addUnit(String.fromCharCode(code))
  context.toSkip = state.fallback
}

/** A character behind a `\` that is not a letter. */
export function interpretSymbol(context: Context): void {
  const { value } = context.tokens
  const isIgnorable = value === 0x2a
  context.isIgnorable = isIgnorable
  if (isIgnorable) return
  const sign = SIGN_SYMBOLS.get(value)
  if (sign !== undefined) context.addCharacter(sign)
  else if (value >= 0x80) context.addByte(value)
  else if (value >= 0x30 && value <= 0x39) {
    // No control symbol: whoever wrote it forgot to double the backslash, and a figure must not be lost.
    context.addByte(0x5c)
    context.addByte(value)
  }
}
