import { child, children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import type { FlowNote, Inline } from '../flow/flow-document.ts'
import { isSymbolFont, symbolOf } from '../flow/symbol-fonts.ts'
import { isShape, readShape } from './odt-frames.ts'
import { emitOdt, type OdtLine } from './odt-reading.ts'
import { textStyles } from './odt-styles.ts'

/** Spaces that one element may stand for. */
const MOST_SPACES = 1000

/** Reads what stands in a paragraph (ODF 1.3 part 3 §6), or in an element within it, into a line. */
export function readOdtInlines(parent: XmlElement, line: OdtLine): void {
  for (const node of parent.children) {
    if (typeof node === 'string') readText(node, line)
    else readOdtInline(node, line)
  }
}

function readText(raw: string, line: OdtLine): void {
  let text = raw.replaceAll(/[\t\n\r ]+/g, ' ')
  if (line.afterSpace && text.startsWith(' ')) text = text.slice(1)
  if (text === '') return
  line.afterSpace = text.endsWith(' ')
  addText(text, line)
}

function addText(text: string, line: OdtLine): void {
  const styles = textStyles(line.letters)
  const { font } = line.letters
  if (!isSymbolFont(font)) return emitOdt(line, { type: 'text', text, styles })
  for (const sign of text) {
    const shown = symbolOf(font, sign.codePointAt(0) ?? 0)
    emitOdt(
      line,
      shown === undefined
        ? { type: 'remark', text: `sign ${sign} of the font ${font}` }
        : { type: 'text', text: shown, styles },
    )
  }
}

export function readOdtInline(element: XmlElement, line: OdtLine): void {
  const { reading } = line
  const { attributes } = element
  if (isShape(element)) return readShape(element, line)
  switch (element.name) {
    case 'span': {
      const before = line.letters
      line.letters = { ...before, ...reading.styles.letters(attributes['style-name']) }
      readOdtInlines(element, line)
      line.letters = before
      return
    }
    case 'a': {
      const inside = within(line, () => readOdtInlines(element, line))
      const { href = '' } = attributes
      // A place in the document has a name, and behind a bar what it is.
      const place = href.startsWith('#') ? href.replace(/\|.*$/, '') : href
      if (inside.length > 0) line.out.push({ type: 'link', href: place, children: inside })
      return
    }
    case 's': {
      const count = Math.max(1, Math.min(MOST_SPACES, Number(attributes['c'] ?? 1) || 1))
      line.afterSpace = false
      return addText(' '.repeat(count), line)
    }
    case 'tab':
      line.afterSpace = true
      return emitOdt(line, { type: 'tab' })
    case 'line-break':
      line.afterSpace = true
      return emitOdt(line, { type: 'break' })
    case 'note':
      return readNote(element, line)
    case 'annotation':
      return readComment(element, line)
    case 'annotation-end':
      reading.openComments.delete(attributes['name'] ?? '')
      return
    case 'change':
    case 'change-start':
    case 'change-end':
      return readChange(element, line)
    default:
      return readField(element, line)
  }
}

/** Fields and forms: what they came to is their text (ODF 1.3 part 3 §7). */
function readField(element: XmlElement, line: OdtLine): void {
  const { attributes } = element
  switch (element.name) {
    case 'ruby':
      readOdtInlines(child(element, 'ruby-base') ?? element, line)
      return emitOdt(line, { type: 'remark', text: `read ${rawText(child(element, 'ruby-text'))}` })
    case 'placeholder':
      emitOdt(line, { type: 'remark', text: 'not filled in:' })
      return readOdtInlines(element, line)
    case 'hidden-text':
      line.letters = { ...line.letters, hidden: attributes['is-hidden'] !== 'false' }
      addText(attributes['string-value'] ?? rawText(element), line)
      line.letters = { ...line.letters, hidden: undefined }
      return
    case 'script':
      line.reading.remarks.add('It holds a script, which is never run.')
      return
    case 'fieldmark':
      return readFieldMark(element, line)
    case 'content-control':
      if (attributes['checkbox'] === 'true') {
        return emitOdt(line, { type: 'checkbox', checked: attributes['checked'] === 'true' })
      }
      if (attributes['showing-place-holder'] === 'true') {
        emitOdt(line, { type: 'remark', text: 'not filled in:' })
      }
      return readOdtInlines(element, line)
    case 'number':
    case 'soft-page-break':
    case 'list-item':
    case 'label':
      return
    default:
      return readOdtInlines(element, line)
  }
}

/** Boxes and lists of forms that came from Word. */
function readFieldMark(element: XmlElement, line: OdtLine): void {
  const value = (name: string) =>
    children(element, 'param').find(({ attributes }) => attributes['name']?.endsWith(name))
      ?.attributes['value']
  const { type = '' } = element.attributes
  if (type.endsWith('FORMCHECKBOX')) {
    emitOdt(line, { type: 'checkbox', checked: value('Checkbox_Checked') === 'true' })
  } else if (type.endsWith('FORMDROPDOWN')) {
    const entries = children(element, 'param').filter(({ attributes }) =>
      /ListEntry/.test(attributes['name'] ?? ''),
    )
    const chosen = entries[Number(value('Dropdown_Selected') ?? 0)]?.attributes['value']
    if (chosen !== undefined) addText(chosen, line)
  } else readOdtInlines(element, line)
}

function within(line: OdtLine, read: () => void): Inline[] {
  const before = line.out
  line.out = []
  try {
    read()
    return line.out
  } finally {
    line.out = before
  }
}

/** A footnote or endnote, which stands where it is referred to (ODF 1.3 part 3 §6.3). */
function readNote(element: XmlElement, line: OdtLine): void {
  const { reading } = line
  const type = element.attributes['note-class'] === 'endnote' ? 'endnote' : 'footnote'
  const count = reading.notes.filter((note) => note.type === type).length + 1
  const body = child(element, 'note-body')
  const note: FlowNote = {
    key: `note-${reading.notes.length}`,
    type,
    marker: textOf(child(element, 'note-citation')) ?? `${count}`,
    blocks: [],
  }
  reading.notes.push(note)
  if (body) note.blocks = reading.readBlocks(body)
  emitOdt(line, { type: 'note', key: note.key })
}

function readComment(element: XmlElement, line: OdtLine): void {
  const { reading } = line
  const count = reading.notes.filter(({ type }) => type === 'comment').length + 1
  const isResolved = element.attributes['resolved'] === 'true'
  const about = new Set(['creator', 'date', 'date-string', 'sender-initials', 'creator-initials'])
  const text = element.children.filter((node) => typeof node === 'string' || !about.has(node.name))
  const note: FlowNote = {
    key: `note-${reading.notes.length}`,
    type: 'comment',
    marker: `${count}`,
    author: textOf(child(element, 'creator')),
    date: textOf(child(element, 'date')),
    ...(isResolved && { status: 'Resolved' }),
    blocks: [],
  }
  reading.notes.push(note)
  note.blocks = reading.readBlocks({ ...element, children: text })
  emitOdt(line, { type: 'note', key: note.key })
  const { name } = element.attributes
  if (name !== undefined) reading.openComments.set(name, note)
}

/** Where a tracked change begins or ends, or what was deleted there. */
function readChange(element: XmlElement, line: OdtLine): void {
  const { reading } = line
  const id = element.attributes['change-id'] ?? ''
  const region = reading.changes.get(id)
  if (element.name === 'change-end') {
    reading.open.delete(id)
    return
  }
  if (region === undefined) return
  const { change, content } = region
  if (change === undefined) {
    reading.remarks.add('Changes of the formatting are tracked; the new formatting is shown.')
  } else if (element.name === 'change-start') reading.open.set(id, change)
  else if (content) {
    const children = inlinesOf(reading.readBlocks(content))
    if (children.length > 0) line.out.push({ type: 'change', change, children })
  }
}

/** What was deleted stands in a line: its paragraphs are broken there, a table is a box. */
function inlinesOf(blocks: ReturnType<OdtLine['reading']['readBlocks']>): Inline[] {
  return blocks.flatMap((block, place): Inline[] => {
    const before: Inline[] = place === 0 ? [] : [{ type: 'break' }]
    if (block.type === 'paragraph') return [...before, ...block.children]
    return block.type === 'table' ? [...before, { type: 'box', blocks: [block] }] : before
  })
}
