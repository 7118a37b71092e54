/** Texts that differ and look the same: which letters they are made of has to be said. */

/** What can't be seen at all, or turns the direction of what follows it. Tabs and line ends are white space. */
const UNSEEN = /[\p{Cf}\p{Mn}\p{Co}\p{Cn}]|(?![\t\n\r])\p{Cc}/gu
/** Controls of direction: what follows them is drawn in another order than it is stored in (UAX #9, 2). */
const TURNING = /[\u202A-\u202E\u2066-\u2069]/gu
/** Spaces that are none of the usual ones. */
const ODD_SPACE = /[^\S \t\n\r]/gu

/** Letters of other scripts and signs that most fonts draw as one of ASCII (UTS #39, 4), those of words and doses alone. */
const ALIKE = new Map(
  Object.entries({
    a: 'аɑα',
    b: 'Ь',
    c: 'сϲ',
    d: 'ԁ',
    e: 'еҽ',
    g: 'ɡ',
    h: 'һ',
    i: 'іιı',
    j: 'ј',
    k: 'к',
    l: 'ӏⅼ',
    m: 'м',
    n: 'ո',
    o: 'оοօ',
    p: 'рρ',
    q: 'ԛ',
    s: 'ѕ',
    u: 'υս',
    v: 'ѵν',
    w: 'ԝ',
    x: 'хχ',
    y: 'уγ',
    z: 'ᴢ',
    A: 'АΑ',
    B: 'ВΒ',
    C: 'СϹ',
    E: 'ЕΕ',
    H: 'НΗ',
    I: 'ІΙӀ',
    J: 'Ј',
    K: 'КΚ',
    M: 'МΜ',
    N: 'Ν',
    O: 'ОΟ',
    P: 'РΡ',
    S: 'Ѕ',
    T: 'ТΤ',
    X: 'ХΧ',
    Y: 'Υ',
    Z: 'Ζ',
    '-': '‐‑‒–—−',
    "'": '‘’ʼ′`´',
    '"': '“”″',
    '/': '⁄∕',
    ':': '։ː∶',
    ',': '‚',
    '*': '∗',
    '.': '․',
    μ: 'µ',
  }).flatMap(([plain, others]) => Array.from(others, (other) => [other, plain] as const)),
)

/** Whether two texts that differ look the same to most readers. */
export function looksAlike(one: string, other: string): boolean {
  return one !== other && lookOf(one) === lookOf(other)
}

function lookOf(text: string): string {
  if (isPlain(text)) return text
  const seen = text.normalize('NFC').replaceAll(/(?!\p{Mn})[\p{Cf}\p{Cn}]|(?![\t\n\r])\p{Cc}/gu, '')
  return Array.from(seen, (letter) => ALIKE.get(letter) ?? letter)
    .join('')
    .replaceAll(ODD_SPACE, ' ')
}

function isPlain(text: string): boolean {
  return /^[\t\n\r -~]*$/u.test(text)
}

/**
 * Both texts with what can't be told apart by looking at it spelled out, "e‹U+0301›", where that is what differs. What turns
 * the direction of the writing always is.
 */
export function toldApart(one: string, other: string): [string, string] {
  if (one !== other && tidy(one) === tidy(other)) {
    return withBlanks(one, other).map(withoutTurns) as [string, string]
  }
  if (isPlain(one) && isPlain(other)) return [one, other]
  if (!looksAlike(one, other)) return [withoutTurns(one), withoutTurns(other)]
  const [start, end] = sameEnds(one, other)
  const spell = (text: string) =>
    text.slice(0, start) +
    spelled(text.slice(start, text.length - end)) +
    text.slice(text.length - end)
  return [spell(one), spell(other)].map(withoutTurns) as [string, string]
}

function tidy(text: string): string {
  return text.replaceAll(/[ \t\r\n]+/gu, ' ').trim()
}

/** Blanks by signs, where two texts differ in nothing else. */
function withBlanks(one: string, other: string): [string, string] {
  const [start, end] = sameEnds(one, other)
  const sign = (blank: string) => SIGNS.get(blank) ?? blank
  const show = (text: string) =>
    text.slice(0, start) +
    text.slice(start, text.length - end).replaceAll(/[ \t\r\n]/gu, sign) +
    text.slice(text.length - end)
  return [show(one), show(other)]
}

const SIGNS = new Map([
  [' ', '␣'],
  ['\t', '⇥'],
  ['\n', '↵'],
  ['\r', '␍'],
])

/** What can't be seen in a stretch that differs: by its numbers. */
export function seen(stretch: string): string {
  return isPlain(stretch)
    ? stretch
    : stretch
        .replaceAll(UNSEEN, (letter, at: number) =>
          // A mark on a letter is seen.
          /\p{Mn}/u.test(letter) && at > 0 ? letter : code(letter),
        )
        .replaceAll(ODD_SPACE, code)
}

/** Every letter beyond ASCII by its number. */
export function spelled(text: string): string {
  return Array.from(text, (letter) => (isPlain(letter) ? letter : code(letter))).join('')
}

function withoutTurns(text: string): string {
  return text.replaceAll(TURNING, code)
}

function code(letter: string): string {
  const number = letter.codePointAt(0) ?? 0
  return `‹U+${number.toString(16).toUpperCase().padStart(4, '0')}›`
}

/** How much both begin and end with, never cut within a letter and its marks. */
function sameEnds(one: string, other: string): [number, number] {
  const most = Math.min(one.length, other.length)
  let start = 0
  while (start < most && one[start] === other[start]) start += 1
  while (start > 0 && isWithin(one, start, other)) start -= 1
  let end = 0
  while (end < most - start && one.at(-1 - end) === other.at(-1 - end)) end += 1
  while (end > 0 && isWithin(one, one.length - end, other, other.length - end)) end -= 1
  return [start, end]
}

function isWithin(one: string, at: number, other: string, otherAt = at): boolean {
  const isInner = (text: string, place: number) =>
    /^[\uDC00-\uDFFF]/.test(text.slice(place, place + 1))
  return isInner(one, at) || isInner(other, otherAt)
}
