import { toldApart } from './look-alike.ts'
import { cutPair, shortened, shownPair } from './shortened.ts'
import { hasNegation, mostTelling, narrow, unitOf, weightOf } from './telling.ts'

/**
 * What every differ comes to, whatever it compares: one sentence, and the changes in the reader's own words. Views add
 * to it what they draw; the list for screen readers, "previous" and "next", and the timeline of versions need this alone.
 * It is plain data, so that it crosses from a worker as it is.
 */
export interface Comparison {
  /** One sentence, with its full stop: "2 values changed in PID and OBX." */
  summary: string
  /** In the order of the older side; at most `MAX_CHANGES`. Equal contents have none. */
  changes: readonly Change[]
  /** How many there are, also of those that the list leaves out. */
  total: number
  /**
   * Sentences about what was not compared, and why ("Pictures are not compared."). While there is one, no changes
   * does not mean that the contents are the same.
   */
  notCompared: readonly string[]
  /** Sentences about what differs without being a change ("The text is the same, in another encoding."). */
  remarks: readonly string[]
}

/** One change. `before` and `after` are values as a reader sees them, or where a thing that moved stood and stands. */
export type Change = ChangePlace &
  (
    | { kind: 'added'; after: string }
    | { kind: 'removed'; before: string }
    | { kind: 'changed'; before: string; after: string }
    | { kind: 'moved'; before: string; after: string }
  )

interface ChangePlace {
  /** What it is, in the reader's words: "Potassium", "Patient name", "Row 12, Dose", "Page 3". */
  label: string
  /** Where it is, for those who know the format: "OBX-5", "entry[3].resource.status". Empty where `label` says it all. */
  path: string
  /** By which the view of the differ finds the place; no other may read it. */
  anchor: string
  /** It comes with every new version (a time of sending, a message's own number): a headline prefers others. */
  minor?: true
  /** It says that the two are about different people: a headline names it before all else. */
  urgent?: true
}

/** The summary of a comparison that found nothing, and did not look at all: it must not say that the two are the same. */
export const NOTHING_FOUND = 'Nothing that was compared differs; not all was compared.'

/** More changes than this are counted, not listed. */
export const MAX_CHANGES = 5000

/** What a view can list, or all that a file may hold. */
export type Gathered = 'for-view' | 'for-file'

const LIMITS = {
  'for-view': { changes: MAX_CHANGES, value: 1000 },
  'for-file': { changes: 1_000_000, value: 100_000 },
} as const

let wanted: Gathered = 'for-view'

/** Says how much is gathered from now on; a worker, which does one thing at a time, says it with every task. */
export function gatherFor(what: Gathered): void {
  wanted = what
}

/** How much is gathered now. */
export function gatheredFor(): Gathered {
  return wanted
}

/** Gathers changes, and counts those that the list has no room for. Values are cut to a length that a list can show. */
export function gatherChanges(): {
  add: (change: Change) => void
  list: () => { changes: Change[]; total: number }
} {
  const changes: Change[] = []
  let total = 0
  return {
    add: (change) => {
      total += 1
      if (changes.length < LIMITS[wanted].changes) changes.push(cutValues(change))
    },
    list: () => ({ changes, total }),
  }
}

/** One line for a timeline of versions, in two parts, so that only the first is cut where there is no room. */
export interface Headline {
  /** "Potassium 6.4 mmol/L → 4.6 mmol/L" */
  first: string
  /** ", and 3 more changes"; empty where there are none. */
  rest: string
}

/**
 * One line for a timeline of versions, without a full stop: the change that tells most, with what else changed as a number.
 * Where nothing changed, the remark or the summary says why.
 */
export function headlineParts(comparison: Comparison): Headline {
  const { summary, changes, total, notCompared, remarks } = comparison
  const named = changes.slice(0, LOOKED_AT)
  const major = named.filter(({ minor }) => minor !== true)
  const first =
    changes.find(({ urgent }) => urgent === true) ??
    mostTelling(major.length > 0 ? major : named, tells)
  if (first === undefined) {
    // What a remark says may be true of the part alone that was compared.
    const [said, open] = [remarks[0] ?? summary, notCompared[0]]
    return {
      first: withoutStop(
        open !== undefined && (remarks.length === 0 || summary === NOTHING_FOUND) ? open : said,
      ),
      rest: '',
    }
  }
  const others = total - 1
  const rest =
    others === 0 ? '' : `, and ${others === 1 ? '1 more change' : `${number(others)} more changes`}`
  return { first: headlineWords(first), rest }
}

/** Changes among which the one for the line is chosen. */
const LOOKED_AT = 500

function tells(change: Change): number {
  if (TURNS.test(change.label) || TURNS.test(change.path)) return 3
  return change.kind === 'changed' ? weightOf(change.before, change.after) : 2
}

/** What turns a whole statement around, or the figure beside it: CDA's `negationInd`, FHIR's `doNotPerform`, a unit, a side. */
const TURNS = /negation|doNotPerform|\bunits?\b|comparator|laterality/iu

/** Of long texts the words that differ, with those before them. */
function headlineWords(change: Change): string {
  if (change.kind !== 'changed') return changeWords(change, HEADLINE_VALUE)
  if (Math.max(change.before.length, change.after.length) <= HEADLINE_VALUE / 2) {
    return changeWords(change, HEADLINE_VALUE)
  }
  const { context, before, after, next } = narrow(change.before, change.after)
  const label = [change.label, context].filter((words) => words !== '').join(' ')
  // A figure without its unit is half a value; "not", or the first words, say nothing without what follows.
  const unit = [before, after].every((text) => /\d$/u.test(text)) ? unitOf(next) : ''
  const isOpen = context === '' || hasNegation(before) !== hasNegation(after)
  const tail = unit === '' && isOpen ? next.replace(/\s*\S*\d$/u, '') : unit
  const whole = (text: string) => (tail === '' ? text : `${text} ${tail}`)
  return changeWords(
    { ...change, label, before: whole(before), after: whole(after) },
    HEADLINE_VALUE,
  )
}

/** The same as one text: "Potassium 6.4 mmol/L → 4.6 mmol/L, and 3 more changes". */
export function headline(comparison: Comparison): string {
  const { first, rest } = headlineParts(comparison)
  return first + rest
}

/** A change as a sentence without its full stop: "Potassium 6.4 → 4.6", "Allergy to latex added". */
export function changeWords(change: Change, longest = 200): string {
  const { label } = change
  const tidy = (text: string) => text.replaceAll(/[ \t\r\n]+/gu, ' ').trim()
  const cut = (text: string) => shortened(tidy(toldApart(text, text)[0]), longest)
  switch (change.kind) {
    case 'changed': {
      if (change.before === change.after) return `${label} changed`
      const pair = [tidy(change.before), tidy(change.after)] as const
      if (pair[0] === pair[1]) return `${label} changed in white space alone`
      const [before, after] = shownPair(...pair, longest)
      return `${label} ${value(before)} → ${value(after)}`
    }
    case 'moved': {
      const [before, after] = toldApart(tidy(change.before), tidy(change.after))
      return `${label} moved from ${shortened(before, longest)} to ${shortened(after, longest)}`
    }
    case 'added':
      return [label, cut(change.after), 'added'].filter((word) => word !== '').join(' ')
    case 'removed':
      return [label, cut(change.before), 'removed'].filter((word) => word !== '').join(' ')
  }
}

/** "none", "1 row", "3 rows": for summaries. */
export function counted(count: number, one: string, many = `${one}s`): string {
  if (count === 0) return `no ${many}`
  return count === 1 ? `1 ${one}` : `${number(count)} ${many}`
}

/** "a", "a and b", "a, b and c"; beyond `most` the rest is a number: "a, b and 4 more". */
export function listed(words: readonly string[], most = 4): string {
  const shown = words.length > most ? words.slice(0, most - 1) : words
  const rest = words.length - shown.length
  const all = rest === 0 ? shown : [...shown, `${number(rest)} more`]
  const last = all.at(-1) ?? ''
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}

const HEADLINE_VALUE = 40

function value(text: string): string {
  return text === '' ? 'empty' : text
}

function cutValues(change: Change): Change {
  const cut = (text: string) => shortened(text, LIMITS[wanted].value)
  switch (change.kind) {
    case 'added':
      return { ...change, after: cut(change.after) }
    case 'removed':
      return { ...change, before: cut(change.before) }
    case 'changed': {
      const [before, after] = cutPair(change.before, change.after, LIMITS[wanted].value)
      return { ...change, before, after }
    }
    case 'moved':
      return { ...change, before: cut(change.before), after: cut(change.after) }
  }
}

function number(count: number): string {
  return count.toLocaleString('en')
}

function withoutStop(sentence: string): string {
  return sentence.replace(/\.$/u, '')
}
