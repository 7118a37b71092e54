import { child, children, rawText, textOf, type XmlElement } from '../ccda/xml-tree.ts'
import type { Inline } from '../flow/flow-document.ts'
import { pictureType } from '../flow/picture-type.ts'
import { mathmlText } from './mathml.ts'
import { emitOdt, type OdtLine } from './odt-reading.ts'
import { centimetres } from './odt-styles.ts'

const SHAPES = new Set(
  'frame custom-shape rect ellipse circle line polyline polygon path connector caption measure g regular-polygon control scene'.split(
    ' ',
  ),
)

/** Whether an element is drawn: a frame, a shape, a control of a form (ODF 1.3 part 3 §10). */
export function isShape({ name }: XmlElement): boolean {
  return SHAPES.has(name)
}

export function readShape(element: XmlElement, line: OdtLine): void {
  switch (element.name) {
    case 'frame':
      return readFrame(element, line)
    case 'g':
      for (const one of children(element)) if (isShape(one)) readShape(one, line)
      return
    case 'control':
      return readControl(element, line)
    default: {
      const hasText = children(element, 'p', 'list').some((one) => textOf(one) !== undefined)
      if (hasText) return emitOdt(line, boxOf(element, line))
      const words = textOf(child(element, 'desc', 'title'))
      line.reading.remarks.add('A drawn shape (a line, an arrow, a frame) is not shown.')
      if (words !== undefined) emitOdt(line, { type: 'remark', text: `shape: ${words}` })
    }
  }
}

function boxOf(element: XmlElement, { reading }: OdtLine): Inline {
  return { type: 'box', blocks: reading.readBlocks(element) }
}

function readFrame(frame: XmlElement, line: OdtLine): void {
  const { reading } = line
  const box = child(frame, 'text-box')
  if (box) return emitOdt(line, boxOf(box, line))
  const table = child(frame, 'table')
  if (table) return emitOdt(line, boxOf({ ...frame, children: [table] }, line))
  const object = child(frame, 'object', 'object-ole')
  if (object && readObject(object, line)) return
  const images = children(frame, 'image')
  // The same picture in several forms, the best first: the first that browsers draw.
  const drawn = images.find((one) => /\.(png|jpe?g|gif|webp|bmp)$/i.test(hrefOf(one)))
  const image = drawn ?? images[0]
  if (image) return readImage(image, frame, line)
  const other = child(frame, 'plugin', 'applet', 'floating-frame')
  if (other) {
    reading.remarks.add('It holds a film, a sound or a page from elsewhere, which was not fetched.')
    emitOdt(line, { type: 'remark', text: `not fetched: ${hrefOf(other).slice(0, 200)}` })
  }
}

function hrefOf({ attributes }: XmlElement): string {
  return attributes['href'] ?? ''
}

/** The path of a part of the package; `undefined` for an address outside. */
function partPath(href: string): string | undefined {
  if (href === '' || /^([a-z][a-z0-9+.-]*:|\/|\.\.)/i.test(href)) return undefined
  return href.replace(/^\.\//, '').replace(/\/$/, '')
}

function readImage(image: XmlElement, frame: XmlElement, line: OdtLine): void {
  const { reading } = line
  const description = textOf(child(frame, 'desc')) ?? textOf(child(frame, 'title'))
  const width = Math.round((centimetres(frame.attributes['width']) / 2.54) * 96)
  const common = { description, ...(width > 0 && { width: Math.min(4000, width) }) }
  const data = child(image, 'binary-data')
  if (data) {
    const key = writtenPicture(rawText(data), line)
    emitOdt(
      line,
      key === undefined
        ? { type: 'remark', text: 'a picture whose encoding is broken' }
        : { type: 'picture', key, ...common },
    )
    return
  }
  const path = partPath(hrefOf(image))
  if (path === undefined) {
    const address = hrefOf(image).slice(0, 200)
    emitOdt(line, { type: 'remark', text: `picture kept outside, not fetched: ${address}` })
    return
  }
  reading.pictures.add(path)
  emitOdt(line, { type: 'picture', key: path, ...common })
}

/** A picture that stands in the text itself, as flat documents have them. */
function writtenPicture(data: string, { reading }: OdtLine): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(data)
    const key = `picture ${reading.written.size + 1}`
    reading.written.set(key, { contentType: pictureType(bytes, ''), bytes })
    return key
  } catch {
    return undefined
  }
}

/** Another document within this one. @returns whether it has been shown, or its picture has to stand for it */
function readObject(object: XmlElement, line: OdtLine): boolean {
  const { reading } = line
  const path = partPath(hrefOf(object))
  const own = children(object)[0]
  const tree = own ?? (path === undefined ? undefined : reading.objects.get(path))
  if (tree?.name === 'math') {
    reading.remarks.add('A formula is shown as text in one line.')
    emitOdt(line, { type: 'text', text: mathmlText(tree), styles: [] })
    return true
  }
  if (path === undefined) return false
  if (object.name === 'object-ole') {
    reading.files.set(path, 'Object of another program')
    emitOdt(line, { type: 'remark', text: 'an object of another program: see “Files inside”' })
  } else {
    reading.remarks.add('A chart or another document within this one is shown as its picture only.')
  }
  return false
}

/** A control of a form (ODF 1.3 part 3 §13): what it holds. */
function readControl(element: XmlElement, line: OdtLine): void {
  const control = line.reading.controls.get(element.attributes['control'] ?? '')
  if (control === undefined) return
  const { attributes } = control
  const { label } = attributes
  const say = (text: string) => emitOdt(line, { type: 'text', text, styles: [] })
  switch (control.name) {
    case 'checkbox':
    case 'radio': {
      const state = attributes['current-state'] ?? attributes['state']
      const isChosen = attributes['current-selected'] ?? attributes['selected']
      emitOdt(line, { type: 'checkbox', checked: state === 'checked' || isChosen === 'true' })
      return label === undefined ? undefined : say(` ${label} `)
    }
    case 'listbox': {
      const chosen = children(control, 'option').filter(
        (option) =>
          (option.attributes['current-selected'] ?? option.attributes['selected']) === 'true',
      )
      return say(chosen.map((option) => option.attributes['label'] ?? '').join(', '))
    }
    case 'button':
    case 'fixed-text':
    case 'frame':
      return say(label ?? '')
    default: {
      const value = attributes['current-value'] ?? attributes['value'] ?? textOf(control)
      if (value !== undefined && control.name !== 'password') say(value)
    }
  }
}

/** The controls of all forms, by their ids. */
export function readControls(text: XmlElement | undefined): Map<string, XmlElement> {
  const controls = new Map<string, XmlElement>()
  const collect = (parent: XmlElement | undefined) => {
    for (const one of children(parent)) {
      const id = one.attributes['xml:id'] ?? one.attributes['id']
      if (one.name === 'form') collect(one)
      else if (id !== undefined) controls.set(id, one)
    }
  }
  collect(child(text, 'forms'))
  return controls
}
