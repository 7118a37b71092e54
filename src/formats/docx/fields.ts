import { at, child, children, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import { symbolOf } from '../flow/symbol-fonts.ts'
import { intOf, onOff, valOf } from './on-off.ts'
import { emit, type Field, isInInstruction, type Line, type Part } from './reading.ts'

/** Begins, turns or ends a field (ECMA-376 part 1 §17.16.18): what it came to is shown, its instruction is not. */
export function fieldMark(element: XmlElement, line: Line): void {
  const { part } = line
  const { fields, closedFields, reading } = part
  switch (element.attributes['fldCharType']) {
    case 'begin':
      if (!closedFields.has(element)) {
        reading.remarks.add('A field is never closed; what follows it is shown as text.')
      } else if (fields.length < DEEPEST) fields.push(fieldOf(child(element, 'ffData')))
      else part.deeperFields += 1
      break
    case 'separate': {
      const field = fields.at(-1)
      if (field && part.deeperFields === 0) startResult(field, part)
      break
    }
    case 'end': {
      if (!closedFields.has(element)) break
      if (part.deeperFields > 0) {
        part.deeperFields -= 1
        break
      }
      const field = fields.pop()
      if (field) endField(field, line)
      break
    }
    case undefined:
    default:
  }
}

const DEEPEST = 50
/** Letters of an instruction that are kept. */
const LONGEST = 4000

export function addInstruction(part: Part, text: string): void {
  const field = part.deeperFields > 0 ? undefined : part.fields.at(-1)
  if (field && !field.isResult && field.instruction.length < LONGEST) field.instruction += text
}

/** A field in one element, with what it came to inside. @param readInside reads that */
export function simpleField(element: XmlElement, line: Line, readInside: () => void): void {
  const field = fieldOf(undefined)
  field.instruction = (element.attributes['instr'] ?? '').slice(0, LONGEST)
  startResult(field, line.part)
  line.part.fields.push(field)
  readInside()
  field.hasResult = textOf(element) !== undefined || children(element, 'r').length > 0
  line.part.fields.splice(line.part.fields.indexOf(field), 1)
  endField(field, line)
}

function fieldOf(form: XmlElement | undefined): Field {
  return { instruction: '', isResult: false, hasResult: false, href: undefined, form }
}

function startResult(field: Field, part: Part): void {
  field.isResult = true
  field.hasResult = true
  field.href = linkOf(field.instruction)
  if (/^\s*INCLUDEPICTURE\s/i.test(field.instruction)) {
    part.reading.remarks.add('A picture is kept outside of the document, and was not fetched.')
  }
  if (/^\s*DDE(AUTO)?\s/i.test(field.instruction)) {
    part.reading.remarks.add('A field would start another program (DDE); it is never run.')
  }
}

/** The address of a HYPERLINK field, or the place in the document that it or a reference leads to. */
function linkOf(instruction: string): string | undefined {
  const words = wordsOf(instruction)
  const name = words[0]?.toUpperCase()
  if (name !== 'HYPERLINK') return undefined
  const place = words.findIndex((word) => word.toLowerCase() === String.raw`\l`)
  const anchor = place === -1 ? undefined : words[place + 1]
  const address = words[1]?.startsWith('\\') === false ? words[1] : undefined
  if (address === undefined) return anchor === undefined ? undefined : `#${anchor}`
  return anchor === undefined ? address : `${address}#${anchor}`
}

function wordsOf(instruction: string): string[] {
  const found = instruction.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []
  return found.map((word) =>
    word.startsWith('"') ? word.slice(1, -1).replaceAll(/\\(.)/g, '$1') : word,
  )
}

/** Shows a field that came to nothing which is written in the document: a box to tick, a sign, or what it asks for. */
function endField(field: Field, line: Line): void {
  if (isInInstruction(line.part)) return
  const words = wordsOf(field.instruction)
  const name = words[0]?.toUpperCase() ?? ''
  const box = child(field.form, 'checkBox')
  if (box) {
    const checked = onOff(box, 'checked') ?? onOff(box, 'default') ?? false
    emit(line, { type: 'checkbox', checked })
    return
  }
  const list = child(field.form, 'ddList')
  if (list) {
    const chosen = intOf(valOf(list, 'result')) ?? intOf(valOf(list, 'default')) ?? 0
    const text = children(list, 'listEntry')[chosen]?.attributes['val']
    if (text !== undefined) emit(line, { type: 'text', text, styles: [] })
    return
  }
  if (field.hasResult || name === '' || SILENT.has(name)) return
  if (name === 'SYMBOL') {
    const font = words[words.findIndex((word) => word.toLowerCase() === String.raw`\f`) + 1]
    const code = Number(words[1])
    const isPlain = !Number.isInteger(code) || code < 0x20 || code > 0xffff
    const text = symbolOf(font, code) ?? (isPlain ? undefined : String.fromCodePoint(code))
    if (text !== undefined) emit(line, { type: 'text', text, styles: [] })
    return
  }
  if (name === 'MACROBUTTON' || name === 'GOTOBUTTON') {
    emit(line, { type: 'text', text: words.slice(2).join(' '), styles: [] })
    return
  }
  const said =
    FIELD_WORDS[name] ?? `field without a value: ${field.instruction.trim().slice(0, 100)}`
  emit(line, { type: 'remark', text: said })
}

/** Marks for an index and the like, which print nothing. */
const SILENT = new Set(
  'XE TC TA RD SET ASK PRIVATE ADVANCE BIDIOUTLINE FORMTEXT NEXT SKIPIF NEXTIF DATABASE'.split(' '),
)

const FIELD_WORDS: Record<string, string | undefined> = {
  __proto__: null as never,
  PAGE: 'page number',
  NUMPAGES: 'number of pages',
  SECTIONPAGES: 'number of pages',
  DATE: 'the day it is printed',
  TIME: 'the time it is printed',
  FILENAME: 'file name',
}

/** Whether a content control says that it holds nothing but the words that ask for it. */
export function isPlaceholder(control: XmlElement): boolean {
  return onOff(child(control, 'sdtPr'), 'showingPlcHdr') === true
}

/** The state of a content control that is a box to tick; `undefined` for any other. */
export function controlChecked(control: XmlElement): boolean | undefined {
  const box = at(control, 'sdtPr', 'checkbox')
  return box && onOff(box, 'checked') === true
}
