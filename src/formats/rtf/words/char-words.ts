import type { Context } from '../context.ts'
import { STYLE_BITS, type CharFormat, type Revision } from '../formats.ts'
import { isPaper } from '../header.ts'

export type WordAction = (context: Context, parameter: number | undefined) => void

/** The control words of text's formatting (RTF 1.9.1, “Font (Character) Formatting Properties”), which every destination has. */
export const CHAR_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['plain', ({ state }) => state.plain()],
  ['b', toggle('bold')],
  ['i', toggle('italic')],
  ['strike', toggle('strike')],
  ['striked', toggle('strike')],
  ['caps', toggle('caps')],
  ['scaps', toggle('caps')],
  ['v', toggle('hidden')],
  ['super', (context, parameter) => script(context, parameter === 0 ? undefined : 'sup')],
  ['sub', (context, parameter) => script(context, parameter === 0 ? undefined : 'sub')],
  ['nosupersub', (context) => script(context, undefined)],
  ['up', (context, points = 6) => script(context, points > 0 ? 'sup' : undefined)],
  ['dn', (context, points = 6) => script(context, points > 0 ? 'sub' : undefined)],
  ['highlight', (context, color = 0) => set(context, 'highlight', color > 0)],
  ['cb', highlight],
  ['chcbpat', highlight],
  [
    'cf',
    ({ state }, color = 0) => {
      state.edit().color = color
    },
  ],
  ['ulnone', (context) => set(context, 'underline', false)],
  ...underlines().map((word): [string, WordAction] => [word, toggle('underline')]),
  ['f', setFont],
  ['af', setKindFont],
  ...(['loch', 'hich', 'dbch'] as const).map((kind): [string, WordAction] => [
    kind,
    ({ state }) => {
      const chars = state.edit()
      chars.kind = kind
      chars.font = chars.kindFonts[kind] ?? chars.font
    },
  ]),
  ...['rtlch', 'ltrch'].map((word): [string, WordAction] => [
    word,
    ({ state }) => {
      state.edit().kind = undefined
    },
  ]),
  [
    'uc',
    ({ state }, count = 1) => {
      state.fallback = Math.min(MOST_FALLBACK, Math.max(0, count))
    },
  ],
  ...revision('inserted', ['revised'], ['revauth'], ['revdttm']),
  ...revision('deleted', ['deleted'], ['revauthdel'], ['revdttmdel']),
  ['mvf', (context, parameter) => setMoved(context, 'deleted', parameter !== 0)],
  ['mvt', (context, parameter) => setMoved(context, 'inserted', parameter !== 0)],
  ['mvauth', (context, author) => moved(context, (one) => ({ ...one, author }))],
  ['mvdate', (context, date) => moved(context, (one) => ({ ...one, date }))],
])

/** No writer stands for one character with more. */
const MOST_FALLBACK = 100

function underlines(): string[] {
  const words = ['', 'd', 'db', 'w', 'dash', 'dashd', 'dashdd', 'hair', 'hwave', 'ldash', 'wave']
  const thick = ['', 'd', 'dash', 'dashd', 'dashdd', 'ldash'].map((word) => `th${word}`)
  return [...words, ...thick, 'uldbwave'].map((word) =>
    word.startsWith('ul') ? word : `ul${word}`,
  )
}

function toggle(style: keyof typeof STYLE_BITS): WordAction {
  return (context, parameter) => set(context, style, parameter !== 0)
}

function set({ state }: Context, style: keyof typeof STYLE_BITS, isOn: boolean): void {
  const chars = state.edit()
  if (isOn) chars.styles |= STYLE_BITS[style]
  else chars.styles &= ~STYLE_BITS[style]
}

/** Paper of another color behind the text. */
function highlight(context: Context, color = 0): void {
  set(context, 'highlight', !isPaper(context.state.header.colors[color]))
}

function script(context: Context, style: 'sub' | 'sup' | undefined): void {
  set(context, 'sub', style === 'sub')
  set(context, 'sup', style === 'sup')
}

function setFont({ state }: Context, font: number | undefined): void {
  const chars = state.edit()
  chars.font = font
  if (chars.kind) chars.kindFonts = { ...chars.kindFonts, [chars.kind]: font }
}

/** The font that the text of a kind will have, not the one in force. */
function setKindFont({ state }: Context, font: number | undefined): void {
  const { kind, kindFonts } = state.chars
  if (kind && font !== undefined) state.edit().kindFonts = { ...kindFonts, [kind]: font }
}

const NOBODY: Revision = { author: undefined, date: undefined }

/** Words that say that text was inserted or deleted, by whom and when; the latter two mean nothing without the first. */
function revision(
  key: 'inserted' | 'deleted',
  flags: readonly string[],
  authors: readonly string[],
  dates: readonly string[],
): [string, WordAction][] {
  const change =
    (next: (one: Revision, parameter: number | undefined) => Revision): WordAction =>
    ({ state }, parameter) => {
      const chars: CharFormat = state.edit()
      chars[key] = next(chars[key] ?? NOBODY, parameter)
    }
  return [
    ...flags.map((word): [string, WordAction] => [
      word,
      ({ state }, parameter) => {
        const chars = state.edit()
        chars[key] = parameter === 0 ? undefined : (chars[key] ?? NOBODY)
      },
    ]),
    ...authors.map((word): [string, WordAction] => [
      word,
      change((one, author) => ({ ...one, author })),
    ]),
    ...dates.map((word): [string, WordAction] => [word, change((one, date) => ({ ...one, date }))]),
  ]
}

function setMoved({ state }: Context, key: 'inserted' | 'deleted', isOn: boolean): void {
  const chars = state.edit()
  chars[key] = isOn ? NOBODY : undefined
  chars.isMove = isOn
}

function moved({ state }: Context, next: (one: Revision) => Revision): void {
  const chars = state.edit()
  if (chars.deleted) chars.deleted = next(chars.deleted)
  else if (chars.inserted) chars.inserted = next(chars.inserted)
}
