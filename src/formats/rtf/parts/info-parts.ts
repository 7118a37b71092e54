import type { Context } from '../context.ts'
import { NOWHERE, type Destination } from '../formats.ts'
import { two } from '../state.ts'
import type { WordAction } from '../words/char-words.ts'

/** By the control word, in the order in which they are shown. */
const TEXTS: readonly [word: string, name: string][] = [
  ['title', 'Title'],
  ['subject', 'Subject'],
  ['author', 'Author'],
  ['manager', 'Manager'],
  ['company', 'Company'],
  ['category', 'Category'],
  ['keywords', 'Keywords'],
  ['comment', 'Comment'],
  ['doccomm', 'Comments'],
  ['operator', 'Last changed by'],
]

const TIMES: readonly [word: string, name: string][] = [
  ['creatim', 'Created'],
  ['revtim', 'Changed'],
  ['printim', 'Printed'],
  ['buptim', 'Backed up'],
]

const GENERATOR: readonly [word: string, name: string] = ['generator', 'Written with']

const ORDER = [...TEXTS, ...TIMES, GENERATOR].map(([, name]) => name)

/** What a document says of itself (RTF 1.9.1, “Information Group”), with the properties of its writer's own. */
export const INFO_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['info', (context) => context.redirectFontless(NOWHERE)],
  ['userprops', (context) => context.redirectFontless(NOWHERE)],
  ...[...TEXTS, GENERATOR].map(([word, name]): [string, WordAction] => [
    word,
    (context) => context.collect((text) => addProperty(context, name, text)),
  ]),
  ...TIMES.map(([word, name]): [string, WordAction] => [
    word,
    (context) => {
      const time = new TimeReader()
      context.redirect(time)
      context.atEnd(() => addProperty(context, name, time.written))
    },
  ]),
  [
    'propname',
    (context) =>
      context.collect((text) => {
        context.propertyName = text
      }),
  ],
  [
    'staticval',
    (context) => context.collect((text) => addProperty(context, context.propertyName, text)),
  ],
])

const MOST_PROPERTIES = 500

function addProperty({ properties }: Context, name: string, text: string): void {
  const value = text.replaceAll(/;\s*$/g, '').trim()
  const isKnown = properties.some((known) => known.name === name && known.value === value)
  if (name.trim() === '' || value === '' || isKnown || properties.length >= MOST_PROPERTIES) return
  properties.push({ name: name.trim(), value })
}

/** The properties, those of every document first. */
export function orderedProperties({ properties }: Context): { name: string; value: string }[] {
  const place = (name: string): number => {
    const at = ORDER.indexOf(name)
    return at < 0 ? ORDER.length : at
  }
  return properties.toSorted((a, b) => place(a.name) - place(b.name))
}

class TimeReader implements Destination {
  private readonly parts = new Map<string, number>()

  text(): void {}

  word(word: string, parameter = 0): void {
    this.parts.set(word, parameter)
  }

  /** As far as it is known; '' without a day. */
  get written(): string {
    const [year = 0, month = 0, day = 0, hour, minute = 0] = ['yr', 'mo', 'dy', 'hr', 'min'].map(
      (word) => this.parts.get(word),
    )
    if (year === 0 || month < 1 || month > 12 || day < 1) return ''
    const date = `${year}-${two(month)}-${two(day)}`
    return hour === undefined ? date : `${date}T${two(hour)}:${two(minute)}`
  }
}
