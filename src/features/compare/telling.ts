/** Of many differences the one that tells a reader most, cut to what differs in it: for lines that have room for one. */

/** A pair of texts without what both begin and end with. */
export interface Narrowed {
  /** The last words before the difference, where there are any: "Metformin", "no evidence of". */
  context: string
  before: string
  after: string
  /** The next words after it. */
  next: string
}

/** Words: a single one may leave out the "no" before it. */
const CONTEXT = 3

/** Cuts two texts to the words in which they differ. A side that has none keeps the word before, so that it reads as a text. */
export function narrow(before: string, after: string): Narrowed {
  const [left, right] = [wordsOf(before), wordsOf(after)]
  const shorter = Math.min(left.length, right.length)
  let start = 0
  while (start < shorter && left[start] === right[start]) start += 1
  let end = 0
  while (end < shorter - start && left.at(-1 - end) === right.at(-1 - end)) end += 1
  const isOneSided = start + end === shorter
  // One word more on both sides: the one before, else the one after.
  if (isOneSided && start > 0) start -= 1
  else if (isOneSided && end > 0) end -= 1
  const middle = (words: string[]) => words.slice(start, words.length - end).join(' ')
  return {
    context: contextOf(left.slice(0, start)),
    before: middle(left),
    after: middle(right),
    next: left.slice(left.length - end, left.length - end + CONTEXT).join(' '),
  }
}

/** The last words, from a "no" on that is not far before them, and a sign that there were more. */
function contextOf(words: string[]): string {
  const near = words.slice(-FAR)
  const negation = near.findLastIndex((word) => NEGATION.test(word))
  const count = negation === -1 ? CONTEXT : Math.max(CONTEXT, near.length - negation)
  const kept = words.slice(-count).join(' ')
  return words.length > count ? `… ${kept}` : kept
}

/** Words before a difference among which one that turns it around is looked for. */
const FAR = 12
const NEGATION =
  /^(no|not|never|none|without|denies|denied|negative|absent|stop|stopped|kein\w*|nicht|ohne|pas|sans|sin|nessun\w*)\W*$/iu

/**
 * How much a difference tells by itself, from 0: marks alone, single letters, words, and most of all figures that became
 * others ("850 mg → 1000 mg"), unless they are a date or a time, which come with most new versions.
 */
export function weightOf(before: string, after: string): number {
  // Files written as letters (base64) differ in figures that say nothing.
  if ([before, after].every((text) => text.length > LONGEST_WORD && !/\s/u.test(text))) return 1
  const { context, before: old, after: now, next } = narrow(before, after)
  if (lettersOf(old) === lettersOf(now)) return 0
  if (isTurned(old, now) || isOtherUnit(context, old, now)) return 3
  if (figuresOf(old) !== figuresOf(now) && /\d/u.test(old) && /\d/u.test(now)) {
    const near = [old, now].map((figures) => `${context} ${figures} ${next}`)
    if (near.some((text) => PAGE.test(text))) return 1
    // 2000 is a year, and 2000 mg is none.
    const hasUnit =
      unitOf(next) !== '' || wordsOf(`${old} ${now}`).some((word) => unitOf(word) !== '')
    if (hasUnit && !/\d:\d{2}/u.test(`${old} ${now}`)) return 3
    return near.some(isTime) ? 2 : 3
  }
  const both = `${old} ${now}`
  if (/\p{L}{3}|\d/u.test(both)) return 2
  return /\p{L}/u.test(both) ? 1 : 0
}

/** Letters without a blank beyond which a value is not a word. */
const LONGEST_WORD = 80

/** Without the marks between them; of those, what makes another figure of one ("<5", "5 %") stays. */
function lettersOf(text: string): string {
  return text.replaceAll(/[^\p{L}\p{N}\p{Sm}.,+\-%‰°/*^]|[.,](?!\d)/gu, '')
}

function figuresOf(text: string): string {
  return (text.match(/[<>≤≥~±+-]?=?\d[\d.,]*/gu) ?? []).join(' ')
}

/** One side alone says "no", and not much else: a whole sentence that came turns nothing around that was there. */
function isTurned(old: string, now: string): boolean {
  const longest = Math.max(wordsOf(old).length, wordsOf(now).length)
  return longest <= MOST_TURNED && hasNegation(old) !== hasNegation(now)
}

/** Whether words say "no". */
export function hasNegation(text: string): boolean {
  return wordsOf(text).some((word) => NEGATION.test(word))
}

/** Words of a difference in which a "no" turns the rest around. */
const MOST_TURNED = 6

/** "5 mg" that became "5 g": a word behind a figure may be any, so that one of the two must be a unit. */
function isOtherUnit(context: string, old: string, now: string): boolean {
  if (!/\d$/u.test(context)) return false
  const isWord = (words: string) => /^[\p{L}%‰°µ][\p{L}\p{N}%/^.*²³]{0,9}[,;.)]?$/u.test(words)
  return isWord(old) && isWord(now) && (unitOf(old) !== '' || unitOf(now) !== '')
}

/** The unit that text begins with ("mg", "mmol/L", "%"); empty where it begins with a word. */
export function unitOf(text: string): string {
  const first = wordsOf(text.slice(0, 40))[0]?.replace(/[,;.)]+$/u, '') ?? ''
  return UNIT.test(first) ? first : ''
}

const UNIT =
  /^(?:[%‰°]C?|[kmcdµμnpfG]?(?:g|l|L|m|mol|Eq|osm|IU|U|Pa|Hz|s|V|A|J|Gy|Sv|Bq|cal)|mmHg|kg|h|min|bpm|units?|drops?|puffs?|tab(?:let)?s?|caps(?:ules?)?|[\p{L}µμ%\d^.*]{1,8}\/[\p{L}\d^.*µμ²³]{1,10})$/u

/** The first of those that weigh most; `undefined` of none. */
export function mostTelling<Item>(
  items: readonly Item[],
  weigh: (item: Item) => number,
): Item | undefined {
  let [found, most] = [items[0], -1]
  for (const item of items) {
    const weight = weigh(item)
    if (weight > most) [found, most] = [item, weight]
  }
  return found
}

const MONTHS = 'jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec'
const TIME = new RegExp(
  String.raw`\d{1,2}:\d{2}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}-\d{2}|\b(19|20)\d{2}\b|\b\d{1,2}\.? (${MONTHS})`,
  'iu',
)

/** A page's own number, which changes with every page that is added. */
const PAGE = /\b(page|seite)\s+\d+\s*(of|von|\/)\s*\d+/iu

function isTime(text: string): boolean {
  return TIME.test(text)
}

function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '')
}
