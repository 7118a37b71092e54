/**
 * Numbers as documents print them before the items of a list, in the formats of ECMA-376 part 1 §17.18.59 (ST_NumberFormat),
 * to which those of OpenDocument are mapped.
 *
 * @returns `undefined` for a format that is not known here
 */
export function formatNumber(value: number, format: string): string | undefined {
  const signs = SIGNS[format]
  if (signs !== undefined) return among(signs, value)
  const figures = FIGURES[format]
  return figures === undefined ? FORMATS[format]?.(value) : digits(value, figures)
}

const FORMATS: Record<string, ((value: number) => string) | undefined> = {
  __proto__: null as never,
  decimal: String,
  decimalHalfWidth: String,
  decimalZero: (value) => (value >= 0 && value < 10 ? `0${value}` : String(value)),
  upperRoman: roman,
  lowerRoman: (value) => roman(value).toLowerCase(),
  lowerLetter: (value) => among(LETTERS, value).toLowerCase(),
  ordinal,
  numberInDash: (value) => `- ${value} -`,
  hex: (value) => value.toString(16).toUpperCase(),
  decimalEnclosedCircle: circled,
  decimalEnclosedCircleChinese: circled,
  chineseCounting: chinese,
  chineseCountingThousand: chinese,
  japaneseCounting: chinese,
  taiwaneseCountingThousand: chinese,
  none: () => '',
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const AIUEO =
  'アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン'
const IROHA =
  'イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン'
const HANZI = '〇一二三四五六七八九'

/** Signs for 1, 2, 3 …; past the last the first one twice (A to Z, then AA, BB, as Word counts on). */
const SIGNS: Record<string, string | undefined> = {
  __proto__: null as never,
  upperLetter: LETTERS,
  chicago: '*†‡§',
  russianUpper: 'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ',
  russianLower: 'абвгдежзиклмнопрстуфхцчшщыэюя',
  arabicAlpha: 'أبتثجحخدذرزسشصضطظعغفقكلمنهوي',
  hebrew2: 'אבגדהוזחטיכלמנסעפצקרשת',
  aiueo: AIUEO,
  aiueoFullWidth: AIUEO,
  iroha: IROHA,
  irohaFullWidth: IROHA,
}

/** Signs for 0 to 9. */
const FIGURES: Record<string, string | undefined> = {
  __proto__: null as never,
  decimalFullWidth: '０１２３４５６７８９',
  thaiNumbers: '๐๑๒๓๔๕๖๗๘๙',
  hindiNumbers: '०१२३४५६७८९',
  ideographDigital: HANZI,
}

function circled(value: number): string {
  return value >= 1 && value <= 20 ? String.fromCodePoint(0x245f + value) : String(value)
}

const ROMANS: readonly [number, string][] = [
  [1000, 'M'],
  [900, 'CM'],
  [500, 'D'],
  [400, 'CD'],
  [100, 'C'],
  [90, 'XC'],
  [50, 'L'],
  [40, 'XL'],
  [10, 'X'],
  [9, 'IX'],
  [5, 'V'],
  [4, 'IV'],
  [1, 'I'],
]

function roman(value: number): string {
  if (value < 1 || value > 32_767) return String(value)
  let left = value
  let text = ''
  for (const [size, sign] of ROMANS) {
    text += sign.repeat(Math.floor(left / size))
    left %= size
  }
  return text
}

function among(signs: string, value: number): string {
  if (value < 1 || value > signs.length * 30) return String(value)
  return signs.charAt((value - 1) % signs.length).repeat(Math.ceil(value / signs.length))
}

function digits(value: number, figures: string): string {
  return String(value).replaceAll(/\d/g, (digit) => figures.charAt(Number(digit)))
}

function ordinal(value: number): string {
  const rule = new Intl.PluralRules('en', { type: 'ordinal' }).select(value)
  return `${value}${{ one: 'st', two: 'nd', few: 'rd', other: 'th', zero: 'th', many: 'th' }[rule]}`
}

/** 1 to 99, beyond which the printed forms differ from country to country. */
function chinese(value: number): string {
  if (value < 1 || value > 99) return String(value)
  const [tens, ones] = [Math.floor(value / 10), value % 10]
  const name = (digit: number) => digits(digit, HANZI)
  const unit = ones === 0 ? '' : name(ones)
  if (tens === 0) return unit
  return `${tens === 1 ? '' : name(tens)}十${unit}`
}
