import { format, isDateFormat } from 'numfmt'

/** A number as its format shows it, with what the format keeps from the eye. */
export interface ShownNumber {
  text: string
  /** It is below zero and nothing but a colour of Excel's would say so. */
  isNegativeUnseen?: true
  /** The format shows nothing of it: `text` is the number itself. */
  isVeiled?: true
  /** What was changed in showing it, in a sentence. */
  note?: string
}

/** What a format means, found once for each. */
interface Pattern {
  code: string
  isDate: boolean
  /** Whether it shows a part of a date, and not only a time or how long something took. */
  isCalendar: boolean
  /** Whether it can show text in another way than as it is. */
  isForText: boolean
  note?: string
}

/** Days between the first day of the 1904 system and that of the 1900 system (ECMA-376 part 1 §18.17.4.1). */
const DAYS_1904 = 1462

/** Bounds as Excel has them: days before 1900 and beyond 9999 are not dates there. */
const OPTIONS = { dateSpanLarge: false, dateErrorNumber: false, overflow: '#######' }

/** Characters of a format, by Excel's own measure; longer ones are made to keep a program busy. */
const LONGEST_CODE = 255

const patterns = new Map<string, Pattern>()

/**
 * A number as Excel shows it (ECMA-376 part 1 §18.8.31), but for colours and the width of the column.
 *
 * @param code such as `0.00` or `yyyy-mm-dd`
 * @param is1904 whether the workbook counts days from 1904
 */
export function showNumber(value: number, code: string, is1904 = false): ShownNumber {
  const pattern = patternOf(code)
  const isTimeBelow = is1904 && value < 0 && pattern.isDate && !pattern.isCalendar
  const shown = isTimeBelow
    ? timeBelow(pattern, -value)
    : formatted(pattern, value + (pattern.isCalendar && is1904 ? DAYS_1904 : 0))
  if (shown === undefined) return { text: general(value), note: UNKNOWN_FORMAT }
  if (shown.trim() === '') return { text: general(value), isVeiled: true }
  if (shown === OPTIONS.overflow) return { text: general(value), note: NO_DATE }
  const note = pattern.note === undefined ? {} : { note: pattern.note }
  if (value < 0 && (!pattern.isDate || isTimeBelow) && hidesSign(shown)) {
    return { text: shown, isNegativeUnseen: true, ...note }
  }
  return { text: shown, ...note }
}

/** Whether nothing in the text of a number below zero says that it is. */
export function hidesSign(text: string): boolean {
  return /\d/.test(text) && !/[-−–(]/.test(text)
}

/** A text under a format: most leave it alone, some put words around it, some hide it. */
export function showText(text: string, code: string): { text: string; isVeiled?: true } {
  const pattern = patternOf(code)
  if (!pattern.isForText || text === '') return { text }
  const shown = formatted(pattern, text) ?? text
  return shown.trim() === '' && text.trim() !== '' ? { text, isVeiled: true } : { text: shown }
}

/** A number as the format “General” has it: up to 11 characters. */
export function general(value: number): string {
  return Number.isFinite(value) ? format('General', value) : String(value)
}

/**
 * A number in the 15 digits that Excel keeps.
 *
 * @returns all digits in brackets behind it, where the file has more of them
 */
export function wholeNumber(value: number): string {
  const fifteen = String(Number(value.toPrecision(15)))
  return fifteen === String(value) ? fifteen : `${fifteen} (in the file: ${value})`
}

/** The whole date behind a format of dates, which may show but a part of it; `undefined` for other formats. */
export function wholeDate(value: number, code: string, is1904: boolean): string | undefined {
  if (!patternOf(code).isCalendar) return undefined
  const days = value + (is1904 ? DAYS_1904 : 0)
  const shown = formatted({ code: `${ISO_DATE} hh:mm:ss` }, days)
  return shown === OPTIONS.overflow ? undefined : shown?.replace(/ 00:00:00$/, '')
}

/** The day count of a date as ISO 8601 writes it, for cells of type `d`; `undefined` where it is none. */
export function serialOf(iso: string, is1904: boolean): number | undefined {
  const found = /^(-?\d{4,})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d(?:\.\d+)?))?)?/.exec(iso)
  if (found === null) return undefined
  const [year = 0, month = 1, day = 1, hours = 0, minutes = 0, seconds = 0] = found
    .slice(1)
    .map((part) => (part === undefined ? 0 : Number(part)))
  const days = Math.round(Date.UTC(year, month - 1, day) / 86_400_000) + 25_569
  const time = (hours * 3600 + minutes * 60 + seconds) / 86_400
  // The day that 1900 never had comes after the 59th.
  const counted = days < 61 ? days - 1 : days
  return Number.isFinite(days) ? (is1904 ? days - DAYS_1904 : counted) + time : undefined
}

/** A time below zero, which only the system of 1904 has: its own section of the format, else a sign before it. */
function timeBelow({ code }: Pattern, size: number): string | undefined {
  const own = sectionsOf(code)[1]
  if (own !== undefined && own !== '') return formatted({ code: own }, size)
  const shown = formatted({ code }, size)
  return shown === undefined || shown.trim() === '' ? shown : `-${shown}`
}

function formatted({ code }: Pick<Pattern, 'code'>, value: number | string): string | undefined {
  if (code.length > LONGEST_CODE) return undefined
  try {
    return format(code, value, OPTIONS)
  } catch {
    return undefined
  }
}

function patternOf(code: string): Pattern {
  const known = patterns.get(code)
  if (known !== undefined) return known
  const pattern = makePattern(code)
  if (patterns.size < 10_000) patterns.set(code, pattern)
  return pattern
}

function makePattern(code: string): Pattern {
  const isLocal = /^\[\$-(?:x-sysdate|f800)/i.test(code)
  const isTime = /^\[\$-(?:x-systime|f400)/i.test(code)
  const ofSystem = { isDate: true, isForText: false }
  if (isLocal) return { ...ofSystem, code: ISO_DATE, isCalendar: true, note: LOCAL_DATE }
  if (isTime) return { ...ofSystem, code: 'hh:mm:ss', isCalendar: false }
  let isDate = false
  try {
    isDate = isDateFormat(code)
  } catch {
    // It is then shown as it is, which is said.
  }
  const isForText = code !== '@' && (code.includes('@') || code.split(';').length > 3)
  const local = LOCAL_CODES.get(code)
  if (local !== undefined) return { ...ofSystem, code: local, isCalendar: true, note: LOCAL_DATE }
  const isCalendar = isDate && hasCalendarPart(code)
  return { code: isDate ? code : withoutPlace(code), isDate, isCalendar, isForText }
}

/**
 * A currency's format names a place too, `[$€-407]`. Excel takes its sign from it, and never the comma of its numbers:
 * 1.234 must not become 1,234 in one column of a sheet.
 */
function withoutPlace(code: string): string {
  return code.replaceAll(/\[\$([^\]-]*)-[^\]]*\]/g, (_, sign: string) =>
    sign === '' ? '' : `"${sign.replaceAll('"', '')}"`,
  )
}

const ISO_DATE = 'yyyy-mm-dd'

/** Stands for built-in formats whose order of day and month Excel takes from the computer it runs on. */
export const LOCAL_DATE_CODE = '(date of the system)'
export const LOCAL_TIME_CODE = '(date and time of the system)'

const LOCAL_CODES = new Map([
  [LOCAL_DATE_CODE, ISO_DATE],
  [LOCAL_TIME_CODE, `${ISO_DATE} hh:mm`],
])

const LOCAL_DATE =
  'Shown as year, month, day: in Excel the order follows the computer’s own settings.'
const NO_DATE =
  'Its format is one of dates or times, which can’t show this number: it is shown as it is.'
const UNKNOWN_FORMAT = 'Its number format is broken or too long: the number is shown as it is.'

/** What stands in a format as it is: quoted and escaped letters, spaces as wide as a letter, letters that fill. */
const LITERAL = /"[^"]*"|[\\_*]./g

/** The parts of a format for numbers above, below and at zero, and for text. */
function sectionsOf(code: string): string[] {
  return code.match(/(?:"[^"]*"|[\\_*].|[^;])+|(?<=;|^)(?=;|$)/g) ?? []
}

/**
 * Whether a format of dates or times shows a year, month or day (ECMA-376 part 1 §18.8.31). An `m` is minutes behind hours
 * and before seconds, else the month; `mmm` is always the month.
 */
function hasCalendarPart(code: string): boolean {
  const bare = code
    .replaceAll(LITERAL, '')
    .replaceAll(/\[(?:(h|s)+|[^\]]*)\]/gi, (_, unit: string | undefined) => unit ?? '')
    .replaceAll(/AM\/PM|A\/P|General/gi, '')
  return bare.split(';').some((section) => {
    const parts = section.toLowerCase().match(/m+|h+|s+|[ydebg]/g) ?? []
    return parts.some((part, at) => {
      if (!part.startsWith('m')) return /[ydebg]/.test(part)
      return part.length > 2 || !(parts[at - 1]?.startsWith('h') || parts[at + 1]?.startsWith('s'))
    })
  })
}
