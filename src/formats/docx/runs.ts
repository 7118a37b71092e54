import { child, rawText, type XmlElement } from '../ccda/xml-tree.ts'
import type { Inline } from '../flow/flow-document.ts'
import { isSymbolFont, symbolOf } from '../flow/symbol-fonts.ts'
import { chosenContent } from './drawn/alternatives.ts'
import { readDrawing, readObject, readVml } from './drawn/drawings.ts'
import { mathText } from './drawn/math.ts'
import { addInstruction, controlChecked, fieldMark, isPlaceholder, simpleField } from './fields.ts'
import { valOf } from './on-off.ts'
import { changeOf, emit, isInInstruction, type Line, relationOf } from './reading.ts'
import type { RunStyle } from './styles.ts'

/** Reads what stands in a paragraph, or in an element within it, into a line. */
export function readInlines(parent: XmlElement, line: Line): void {
  for (const node of parent.children) {
    if (typeof node === 'string') looseText(node, line)
    else readInline(node, line)
  }
}

/** Text where no text may stand: of elements that lie deeper than is read. */
function looseText(text: string, line: Line): void {
  if (text.trim() !== '') emit(line, { type: 'text', text, styles: [] })
}

function readInline(element: XmlElement, line: Line): void {
  const { part } = line
  const { reading } = part
  switch (element.name) {
    case 'r':
      return readRun(element, line)
    case 'ins':
    case 'del':
    case 'moveTo':
    case 'moveFrom': {
      const inside = within(line, () => readInlines(element, line))
      if (inside.length > 0) {
        line.out.push({ type: 'change', change: changeOf(element), children: inside })
      }
      return
    }
    case 'hyperlink':
      return readLink(element, line)
    case 'fldSimple':
      return simpleField(element, line, () => readInlines(element, line))
    case 'sdt':
      return readControl(element, line)
    case 'oMath':
    case 'oMathPara':
      reading.remarks.add('A formula is shown as text in one line.')
      return emit(line, { type: 'text', text: mathText(element), styles: [] })
    case 'AlternateContent':
      return readInlines(chosenContent(element) ?? element, line)
    case 'bookmarkStart':
      if (element.attributes['name'] !== undefined) part.anchors.push(element.attributes['name'])
      return
    case 'commentRangeStart':
      reading.openComments.add(element.attributes['id'] ?? '')
      return
    case 'commentRangeEnd':
      reading.openComments.delete(element.attributes['id'] ?? '')
      return
    case 'subDoc':
      reading.remarks.add('A part of the document is kept in another file, and was not fetched.')
      return
    default:
      // Whatever wraps runs (smartTag, customXml, bdo, dir) shows them; properties show nothing.
      if (!element.name.endsWith('Pr')) readInlines(element, line)
  }
}

/** What is read within, apart from the line. */
function within(line: Line, read: () => void): Inline[] {
  const before = line.out
  line.out = []
  try {
    read()
    return line.out.map((inline) => (inline.type === 'pageBreak' ? { type: 'break' } : inline))
  } finally {
    line.out = before
  }
}

function readLink(element: XmlElement, line: Line): void {
  const inside = within(line, () => readInlines(element, line))
  const { id, anchor } = element.attributes
  const target = relationOf(line.part, id)?.target
  const place = anchor === undefined ? '' : `#${anchor}`
  const href = target === undefined ? place : `${target}${place}`
  if (inside.length === 0) return
  if (href === '') line.out.push(...inside)
  else line.out.push({ type: 'link', href, children: inside })
}

/** ECMA-376 part 1 §17.5.2, with the boxes of Word 2010. */
function readControl(element: XmlElement, line: Line): void {
  const content = child(element, 'sdtContent')
  if (content === undefined) return
  const checked = controlChecked(element)
  if (checked !== undefined && rawText(content).trim().length <= 1) {
    emit(line, { type: 'checkbox', checked })
    return
  }
  if (isPlaceholder(element)) emit(line, { type: 'remark', text: 'not filled in:' })
  readInlines(content, line)
}

function readRun(run: XmlElement, line: Line): void {
  const props = child(run, 'rPr')
  const style = line.part.reading.styles.run(props, line.style)
  if (!/^(auto|0{6})?$/i.test(valOf(props, 'color') ?? '')) {
    line.part.reading.remarks.add('Coloured letters are shown in one colour.')
  }
  readRunContent(run, line, style)
}

function readRunContent(run: XmlElement, line: Line, style: RunStyle): void {
  for (const node of run.children) {
    if (typeof node === 'string') looseText(node, line)
    else readRunElement(node, line, style)
  }
}

/** ECMA-376 part 1 §17.3.3. */
function readRunElement(element: XmlElement, line: Line, style: RunStyle): void {
  const { part } = line
  const { attributes } = element
  const say = (text: string) => emit(line, { type: 'remark', text })
  switch (element.name) {
    case 't':
    case 'delText':
      return emitText(textIn(element), line, style)
    case 'instrText':
    case 'delInstrText':
      return addInstruction(part, rawText(element))
    case 'fldChar':
      return fieldMark(element, line)
    case 'tab':
    case 'ptab':
      return emit(line, { type: 'tab' })
    case 'cr':
      return emit(line, { type: 'break' })
    case 'br':
      return emit(line, { type: attributes['type'] === 'page' ? 'pageBreak' : 'break' })
    case 'noBreakHyphen':
      return emitText('\u2011', line, style)
    case 'softHyphen':
      return emitText('\u00ad', line, style)
    case 'sym':
      return readSymbol(attributes, line, style)
    case 'drawing':
      return readDrawing(element, line)
    case 'pict':
      return readVml(element, line)
    case 'object':
      return readObject(element, line)
    case 'AlternateContent':
      return readRunContent(chosenContent(element) ?? element, line, style)
    case 'footnoteReference':
    case 'endnoteReference':
    case 'commentReference':
      return readReference(element, line)
    case 'ruby':
      readInlines(child(element, 'rubyBase') ?? element, line)
      return say(`read ${rawText(child(element, 'rt')).trim()}`)
    case 'pgNum':
      return say('page number')
    default:
      return DATES.has(element.name) ? say('the day it is printed') : undefined
  }
}

const DATES = new Set(['dayShort', 'monthShort', 'yearShort', 'dayLong', 'monthLong', 'yearLong'])

/** Spaces at the ends count only where that is said (ECMA-376 part 1 §17.3.3.31). */
function textIn(element: XmlElement): string {
  const text = rawText(element)
  return element.attributes['xml:space'] === 'preserve'
    ? text.replaceAll(/[\n\r\t]+/g, ' ')
    : text.replaceAll(/[\n\r\t ]+/g, ' ').replace(/^ | $/g, '')
}

function emitText(text: string, line: Line, style: RunStyle): void {
  const { styles, font } = style
  if (isSymbolFont(font)) {
    for (const sign of text) emitSign(font, sign.codePointAt(0) ?? 0, line, style)
  } else emit(line, { type: 'text', text, styles })
}

function readSymbol(
  { font, char = '' }: Record<string, string | undefined>,
  line: Line,
  style: RunStyle,
): void {
  const code = Number.parseInt(char, 16)
  if (!Number.isNaN(code)) emitSign(font ?? style.font, code, line, style)
}

/** A sign of a font of signs; what Unicode lacks is told by its place in the font. */
function emitSign(font: string | undefined, code: number, line: Line, style: RunStyle): void {
  const isPrivate = code >= 0xe000 && code <= 0xf8ff
  const isInFont = isSymbolFont(font) && (code <= 0xff || isPrivate)
  const text = symbolOf(font, code) ?? (isInFont || isPrivate ? undefined : fromCode(code))
  if (text !== undefined) emit(line, { type: 'text', text, styles: style.styles })
  else {
    const place = (code & 0xff).toString(16).toUpperCase().padStart(2, '0')
    emit(line, { type: 'remark', text: `sign ${place} of the font ${font ?? 'unknown'}` })
  }
}

function fromCode(code: number): string | undefined {
  const isText = code >= 0x20 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
  return isText ? String.fromCodePoint(code) : undefined
}

function readReference(element: XmlElement, line: Line): void {
  const { reading } = line.part
  const id = element.attributes['id'] ?? ''
  if (isInInstruction(line.part)) return
  const type = element.name.replace('Reference', '') as 'footnote' | 'endnote' | 'comment'
  // With a mark of its own, the mark is the text that follows.
  const isCustom = /^(1|true|on)$/.test(element.attributes['customMarkFollows'] ?? '')
  const key = `${type}-${id}`
  if (!reading.notes.has(key)) {
    reading.notes.set(key, { type, id, marker: isCustom ? '*' : undefined })
  }
  emit(line, { type: 'note', key })
}
