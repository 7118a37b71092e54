import { signsOf } from '../../flow/symbol-fonts.ts'
import type { Context } from '../context.ts'
import {
  addInstruction,
  askedBy,
  chosenItem,
  isTicked,
  linkTarget,
  type Field,
  type FormField,
} from '../field.ts'
import { Collector, type Destination } from '../formats.ts'
import { Story } from '../story.ts'
import type { WordAction } from '../words/char-words.ts'
import { StrayText } from './stray-text.ts'

/** Fields by their results, links, and what is filled into a form (RTF 1.9.1, “Fields” and “Form Fields”). */
export const FIELD_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['field', readField],
  ['fldinst', readInstructionOf],
  ['fldrslt', readResult],
  ['formfield', readFormField],
  ['ffname', (context) => context.skipGroup()],
  [
    'ffdeftext',
    (context) =>
      context.collect((text) => {
        if (context.field?.form) context.field.form.defaultText = text
      }),
  ],
  ['ffl', (context) => context.collect((text) => context.field?.form?.items.push(text))],
])

function readField(context: Context): void {
  const { state } = context
  const around = context.field
  const field: Field = {
    outer: state.destination,
    outerLink: state.link,
    instruction: '',
    read: undefined,
    shownBefore: undefined,
    form: undefined,
  }
  context.redirect(new StrayText(context, field.outer))
  context.field = field
  context.atEnd(() => {
    context.field = around
    state.destination = field.outer
    endField(context, field)
  })
}

function readInstructionOf(context: Context): void {
  const { field } = context
  if (field === undefined) context.skipGroup()
  else context.collect((text) => addInstruction(field, text))
}

function readResult(context: Context): void {
  const { field, state } = context
  if (field === undefined) return
  context.redirect(field.outer)
  field.shownBefore ??= context.shown
  const { name, words } = askedBy(field)
  if (name === 'INCLUDETEXT' || name === 'INCLUDEPICTURE' || name.startsWith('DDE'))
    context.remarks.say(
      'The document refers to other files; what they had in it when it was written is shown.',
    )
  if (name !== 'HYPERLINK') return
  const target = linkTarget(words)
  if (target?.isSafe === true) state.link = { href: target.href }
  else if (target) sayUnsafe(context, target.href)
}

function sayUnsafe({ remarks }: Context, href: string): void {
  remarks.name(
    'link',
    href,
    (hrefs) =>
      `Links that lead elsewhere than to the web, mail or phone are shown as text: ${hrefs}.`,
  )
}

class FormReader implements Destination {
  private readonly form: FormField

  constructor(form: FormField) {
    this.form = form
  }

  text(): void {}

  word(word: string, parameter = 0): void {
    if (word === 'fftype')
      this.form.type = parameter === 1 ? 'checkbox' : parameter === 2 ? 'list' : 'text'
    else if (word === 'ffres') this.form.result = parameter
    else if (word === 'ffdefres') this.form.defaultResult = parameter
  }
}

function readFormField(context: Context): void {
  const form: FormField = {
    type: 'text',
    result: undefined,
    defaultResult: 0,
    defaultText: '',
    items: [],
  }
  if (context.field) context.field.form = form
  context.redirect(new FormReader(form))
}

function endField(context: Context, field: Field): void {
  const { name, words } = askedBy(field)
  const { form, outer } = field
  if (name === 'FORMCHECKBOX' || form?.type === 'checkbox') {
    const checked = form !== undefined && isTicked(form)
    if (outer instanceof Story) {
      const { look } = context.state
      outer.inline({ type: 'checkbox', checked }, { look, link: field.outerLink })
    } else outer.text(checked ? '☒' : '☐', context.state)
    return
  }
  if (isShown(context, field)) return
  if (form?.type === 'list') context.addCharacter(chosenItem(form))
  else if (form) context.addCharacter(form.defaultText)
  else showInstruction(context, name, words)
  context.flush(true)
}

function isShown({ shown }: Context, { outer, shownBefore }: Field): boolean {
  if (shownBefore === undefined) return false
  return outer instanceof Collector || shown > shownBefore
}

/** A field without a result: what can be told from its instruction is shown, the rest is said. */
function showInstruction(context: Context, name: string, words: readonly string[]): void {
  const { remarks, state } = context
  const printed = PRINTED.get(name)
  if (printed !== undefined) context.addRemark(printed)
  else if (name === 'HYPERLINK') {
    const target = linkTarget(words)
    if (target === undefined) return
    if (target.isSafe) state.link = { href: target.href }
    else sayUnsafe(context, target.href)
    context.addCharacter(target.href)
  } else if (name === 'SYMBOL') context.addCharacter(signOf(words))
  else if (name === 'MACROBUTTON') {
    context.addCharacter(words.slice(1).join(' '))
    context.addRemark('a button for a macro, which is never run')
  } else if (name === 'EQ' || name === 'MERGEFIELD' || name === 'DOCVARIABLE' || name === '=') {
    context.addRemark(`field without a value: ${[name, ...words].join(' ')}`)
  } else if (name !== '' && !INVISIBLE.has(name))
    remarks.name('field', name, (names) => `Fields without a result are not shown: ${names}.`)
}

const PRINTED = new Map([
  ['PAGE', 'page number'],
  ['NUMPAGES', 'number of pages'],
  ['SECTIONPAGES', 'number of pages'],
  ['SECTION', 'section number'],
  ['DATE', 'date of printing'],
  ['TIME', 'time of printing'],
  ['PRINTDATE', 'date of printing'],
])

/** They show nothing where they work as well. */
const INVISIBLE = new Set(['TC', 'XE', 'RD', 'TA', 'SET', 'ASK', 'BOOKMARK', 'ADVANCE', 'PRIVATE'])

/** `SYMBOL 254 \f Wingdings` */
function signOf(words: readonly string[]): string {
  const code = Number(words[0])
  const font = words[words.findIndex((word) => word.toLowerCase() === '\\f') + 1] ?? ''
  if (!Number.isInteger(code) || code < 0x20 || code > 0xffff) return '\uFFFD'
  const byte = code >= 0xf000 && code <= 0xf0ff ? code - 0xf000 : code
  return signsOf(font)?.[byte - 0x20] ?? String.fromCharCode(code)
}
