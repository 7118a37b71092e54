import { codeWords as tableWords } from '../hl7v2/code-tables.ts'
import { codeWords, timeOf, valueWords, type CdaTime } from './cda-words.ts'
import { at, child, children, textOf, type XmlElement } from './xml-tree.ts'

/** What a statement is where it does not tell what happened: a plan is not to be taken for a fact. */
export function moodWords({ attributes }: XmlElement): string | undefined {
  const mood = attributes['moodCode'] ?? ''
  return mood === '' || mood === 'EVN' ? undefined : (MOODS.get(mood) ?? `Mood ${mood}`)
}

/** HL7 v3 ActMood (https://terminology.hl7.org/CodeSystem-v3-ActMood.html). */
const MOODS = new Map([
  ['INT', 'Planned'],
  ['APT', 'Appointment'],
  ['ARQ', 'Appointment requested'],
  ['PRMS', 'Promised'],
  ['PRP', 'Proposed'],
  ['RQO', 'Ordered'],
  ['GOL', 'Goal'],
  ['DEF', 'Definition'],
  ['SLOT', 'Slot'],
  ['EXPEC', 'Expected'],
  ['OPT', 'Option'],
  ['PERM', 'Permitted'],
  ['RSK', 'Risk'],
  ['CRT', 'Criterion'],
  ['EVN.CRT', 'Criterion'],
])

/** The flags of a result: `High`. */
export function interpretationWords(statement: XmlElement): string | undefined {
  return joined(children(statement, 'interpretationCode').map(flagWords))
}

function flagWords(element: XmlElement): string | undefined {
  const { displayName, code } = element.attributes
  return displayName || tableWords('0078', code ?? '') || codeWords(element)
}

/** What is usual, and of whom where that is said. */
export function rangeWords(statement: XmlElement): string | undefined {
  const ranges = children(statement, 'referenceRange').flatMap((one) =>
    children(one, 'observationRange'),
  )
  return joined(
    ranges.map((range) => {
      const words = textOf(child(range, 'text')) ?? valueWords(child(range, 'value'))
      const of = child(range, 'interpretationCode')
      const kind = of && of.attributes['code'] !== 'N' ? flagWords(of) : undefined
      return kind === undefined || words === undefined ? words : `${kind}: ${words}`
    }),
  )
}

/** When it was, all times that are given, without how often. */
export function timesWords(statement: XmlElement): CdaTime | undefined {
  const times = partsOfTime(statement)
    .filter((one) => !isFrequency(one))
    .map(timeOf)
    .filter((time) => time !== undefined)
  if (times.length < 2) return times[0]
  return {
    words: times.map(({ words }) => words).join('; '),
    raw: times.map(({ raw }) => raw).join('; '),
  }
}

/** How often: `every 12 h`, `before meals`. */
export function frequencyWords(statement: XmlElement): string | undefined {
  return joined(partsOfTime(statement).filter(isFrequency).map(oftenWords))
}

function partsOfTime(statement: XmlElement): XmlElement[] {
  return children(statement, 'effectiveTime').flatMap((time) => {
    const parts = children(time, 'comp')
    return parts.length === 0 ? [time] : parts
  })
}

function isFrequency(time: XmlElement): boolean {
  const type = time.attributes['xsi:type'] ?? ''
  return /(PIVL|EIVL)_/.test(type) || child(time, 'period', 'event', 'frequency') !== undefined
}

function oftenWords(time: XmlElement): string | undefined {
  const period = child(time, 'period')
  const event = child(time, 'event')
  const code = event?.attributes['code'] ?? ''
  const offset = valueWords(child(time, 'offset'))
  const parts = [
    period && `every ${valueWords(period) ?? 'period that is not given'}`,
    valueWords(child(time, 'frequency')),
    EVENTS.get(code) ?? codeWords(event),
    offset && `offset ${offset}`,
    timeOf(child(time, 'phase'))?.words,
  ]
  return parts.filter((part) => part !== undefined).join(', ') || undefined
}

/** HL7 v3 TimingEvent. */
const EVENTS = new Map([
  ['AC', 'before meals'],
  ['ACM', 'before breakfast'],
  ['ACD', 'before lunch'],
  ['ACV', 'before dinner'],
  ['C', 'with meals'],
  ['CM', 'with breakfast'],
  ['CD', 'with lunch'],
  ['CV', 'with dinner'],
  ['HS', 'before sleep'],
  ['IC', 'between meals'],
  ['ICM', 'between breakfast and lunch'],
  ['ICD', 'between lunch and dinner'],
  ['ICV', 'between dinner and sleep'],
  ['PC', 'after meals'],
  ['PCM', 'after breakfast'],
  ['PCD', 'after lunch'],
  ['PCV', 'after dinner'],
  ['WAKE', 'after waking'],
])

/** How a medication is given: by what way and where, how fast, at most how much, only when needed. */
export function givingWords(statement: XmlElement): string | undefined {
  const priority = child(statement, 'priorityCode')
  const rate = valueWords(child(statement, 'rateQuantity'))
  const most = valueWords(child(statement, 'maxDoseQuantity'))
  return joined([
    codeWords(child(statement, 'routeCode')),
    ...children(statement, 'approachSiteCode').map(codeWords),
    rate && `rate ${rate}`,
    most && `at most ${most}`,
    priority?.attributes['code'] === 'PRN' ? 'as needed' : codeWords(priority),
  ])
}

/** What is given, or handed out. */
export function productOf(statement: XmlElement): XmlElement | undefined {
  const product =
    at(statement, 'consumable', 'manufacturedProduct') ??
    at(statement, 'product', 'manufacturedProduct')
  return child(product, 'manufacturedMaterial', 'manufacturedLabeledDrug')
}

/** The same in other words or codes, where they differ from its own. */
export function translationWords(statement: XmlElement): string | undefined {
  const coded = [statement, productOf(statement)].flatMap((one) => children(one, 'code', 'value'))
  return joined(
    coded.flatMap((one) => {
      const own = valueWords(one)
      return children(one, 'translation').map((other) => {
        const words = valueWords(other)
        return words === own ? undefined : words
      })
    }),
  )
}

function joined(parts: readonly (string | undefined)[]): string | undefined {
  return [...new Set(parts)].filter((part) => part !== undefined).join('; ') || undefined
}
