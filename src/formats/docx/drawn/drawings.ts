import { child, children, rawText, type XmlElement } from '../../ccda/xml-tree.ts'
import type { Block } from '../../flow/flow-document.ts'
import { intOf } from '../on-off.ts'
import { emit, type Line, relationOf } from '../reading.ts'
import { chosenContent } from './alternatives.ts'
import { chartBlocks, diagramBlocks } from './charts.ts'

/** EMU (ECMA-376 part 1 §20.1.2.1) of one CSS pixel. */
const EMU = 9525
const MOST_WIDTH = 4000

/** A drawing (ECMA-376 part 1 §20.4), beside the text or in it. */
export function readDrawing(drawing: XmlElement, line: Line): void {
  const frame = child(drawing, 'inline', 'anchor')
  const about = child(frame, 'docPr')?.attributes
  const width = intOf(child(frame, 'extent')?.attributes['cx'])
  const description = about?.['descr']?.trim() || about?.['title']?.trim() || undefined
  const found = readGraphic(drawing, line, { description, width: pixels(width) })
  if (!found) sayShape(line, description)
}

function pixels(emu: number | undefined): number | undefined {
  return emu === undefined || emu <= 0 ? undefined : Math.min(MOST_WIDTH, Math.round(emu / EMU))
}

function sayShape(line: Line, description: string | undefined): void {
  line.part.reading.remarks.add('A drawn shape (a line, an arrow, a frame) is not shown.')
  if (description !== undefined) emit(line, { type: 'remark', text: `shape: ${description}` })
}

interface Frame {
  description: string | undefined
  width: number | undefined
}

/** Shows pictures, boxes of text, charts and diagrams, wherever in a group they are. @returns whether anything was shown */
function readGraphic(element: XmlElement, line: Line, frame: Frame): boolean {
  let found = false
  for (const one of children(element)) {
    const shown = readGraphicElement(one, line, frame)
    found ||= shown
  }
  return found
}

function readGraphicElement(element: XmlElement, line: Line, frame: Frame): boolean {
  const { part } = line
  switch (element.name) {
    case 'pic':
      return readPicture(element, line, frame)
    case 'txbxContent':
      return readBox(element, line)
    case 'chart': {
      const { target } = relationOf(part, element.attributes['id']) ?? {}
      return emitDrawing(line, 'A chart', target, chartBlocks)
    }
    case 'relIds': {
      const { target } = relationOf(part, element.attributes['dm']) ?? {}
      return emitDrawing(line, 'A diagram (SmartArt)', target, diagramBlocks)
    }
    case 'contentPart':
      emit(line, { type: 'remark', text: 'handwriting, which is not shown' })
      return true
    case 'AlternateContent': {
      const chosen = chosenContent(element)
      return chosen !== undefined && readGraphic(chosen, line, frame)
    }
    case 'txBody': {
      // Text of a canvas, which is DrawingML and no text box.
      const text = children(element, 'p').map(rawText).join('\n').trim()
      if (text === '') return false
      emit(line, { type: 'box', blocks: [paragraph(text)] })
      return true
    }
    default:
      return readGraphic(element, line, frame)
  }
}

function paragraph(text: string): Block {
  return { type: 'paragraph', children: [{ type: 'text', text, styles: [] }] }
}

/** ECMA-376 part 1 §20.2. What it was turned or mirrored by in the document is said: that may be left for right. */
function readPicture(picture: XmlElement, line: Line, frame: Frame): boolean {
  const blip = child(child(picture, 'blipFill'), 'blip')
  const own = child(child(picture, 'nvPicPr'), 'cNvPr')?.attributes
  const description = frame.description ?? (own?.['descr']?.trim() || undefined)
  showPicture(line, blip?.attributes['embed'] ?? blip?.attributes['link'], {
    ...frame,
    description,
  })
  const { rot, flipH, flipV } = child(child(picture, 'spPr'), 'xfrm')?.attributes ?? {}
  const degrees = Math.round((intOf(rot) ?? 0) / 60_000)
  const isOn = (flag: string | undefined) => /^(1|true)$/.test(flag ?? '')
  if (degrees % 360 !== 0) sayPicture(line, `turned by ${degrees}° in the document`)
  if (isOn(flipH)) sayPicture(line, 'mirrored left to right in the document')
  if (isOn(flipV)) sayPicture(line, 'mirrored top to bottom in the document')
  const crop = child(child(picture, 'blipFill'), 'srcRect')?.attributes ?? {}
  if (Object.values(crop).some((part) => (intOf(part) ?? 0) > 0)) {
    line.part.reading.remarks.add('A picture that the document crops is shown whole.')
  }
  return true
}

function sayPicture(line: Line, text: string): void {
  emit(line, { type: 'remark', text: `this picture is ${text}; it is shown as it is stored` })
}

function showPicture(line: Line, id: string | undefined, frame: Frame): void {
  const relation = relationOf(line.part, id)
  const { reading } = line.part
  const called = frame.description === undefined ? '' : ` (${frame.description})`
  if (relation === undefined) {
    emit(line, { type: 'remark', text: `a picture that is not in the file${called}` })
  } else if (relation.isExternal) {
    const address = relation.target.slice(0, 200)
    emit(line, { type: 'remark', text: `picture kept outside, not fetched: ${address}${called}` })
  } else {
    reading.pictures.add(relation.target)
    emit(line, { type: 'picture', key: relation.target, ...frame })
  }
}

/** A box of text. The words of a field around it are not its own. */
function readBox(content: XmlElement, line: Line): boolean {
  const { fields } = line.part
  line.part.fields = []
  const blocks = line.part.readBlocks(content)
  line.part.fields = fields
  emit(line, { type: 'box', blocks })
  return true
}

function emitDrawing(
  line: Line,
  what: string,
  target: string | undefined,
  read: (root: XmlElement) => Block[],
): boolean {
  const { reading } = line.part
  const tree = target === undefined ? undefined : reading.drawings.get(target)
  const blocks = tree ? read(tree) : []
  const words = blocks.length === 0 ? 'is not shown' : 'is shown as its text and values'
  reading.remarks.add(`${what} ${words}.`)
  emit(line, {
    type: 'remark',
    text: `${what.toLowerCase().replace('smartart', 'SmartArt')} ${words}`,
  })
  if (blocks.length > 0) emit(line, { type: 'box', blocks })
  return true
}

/** Drawings of older programs in VML (ECMA-376 part 4 §19), and the look of embedded objects. */
export function readVml(element: XmlElement, line: Line): void {
  if (!readVmlInside(element, line, undefined)) {
    if (children(element).some(({ name }) => VML_SHAPES.has(name))) sayShape(line, undefined)
  }
}

const VML_SHAPES = new Set([
  'shape',
  'rect',
  'oval',
  'line',
  'polyline',
  'roundrect',
  'arc',
  'group',
])

function readVmlInside(element: XmlElement, line: Line, alt: string | undefined): boolean {
  let found = false
  for (const one of children(element)) {
    const description = one.attributes['alt']?.trim() || alt
    if (one.name === 'imagedata') {
      const { id, title } = one.attributes
      showPicture(line, id ?? one.attributes['href'], {
        description: description ?? (title?.trim() || undefined),
        width: undefined,
      })
      found = true
    } else if (one.name === 'txbxContent') found = readBox(one, line)
    else if (one.name === 'textpath') {
      const text = one.attributes['string']?.trim() ?? ''
      if (text !== '') emit(line, { type: 'box', blocks: [paragraph(text)] })
      found ||= text !== ''
    } else if (readVmlInside(one, line, description)) found = true
  }
  return found
}

/** An object of another program (ECMA-376 part 1 §17.3.3.19): its picture, and the file to be opened. */
export function readObject(element: XmlElement, line: Line): void {
  readVmlInside(element, line, undefined)
  const { reading } = line.part
  if (child(element, 'control')) {
    reading.remarks.add('A control (ActiveX) is not run; what it holds is not shown.')
    emit(line, { type: 'remark', text: 'a control (ActiveX), which is never run' })
  }
  const embedded = child(element, 'OLEObject', 'objectEmbed', 'objectLink')
  if (embedded === undefined) return
  const { id, ProgID, progId } = embedded.attributes
  const relation = relationOf(line.part, id)
  const what = ProgID ?? progId ?? 'unknown program'
  if (relation === undefined || relation.isExternal) {
    const where = relation ? `: ${relation.target.slice(0, 200)}` : ''
    emit(line, { type: 'remark', text: `an object kept outside, not fetched${where}` })
    return
  }
  reading.files.set(relation.target, `Object of ${what}`)
  emit(line, { type: 'remark', text: `an object of ${what}: see “Files inside”` })
}
