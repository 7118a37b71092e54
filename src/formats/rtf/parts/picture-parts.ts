import type { FlowPicture } from '../../flow/flow-document.ts'
import type { Context } from '../context.ts'
import { NOWHERE } from '../formats.ts'
import { ObjectReader } from '../objects.ts'
import { PictureReader, pictureKey } from '../pictures.ts'
import { Story } from '../story.ts'
import type { WordAction } from '../words/char-words.ts'
import { closeStory, enterStory } from '../words/paragraph-words.ts'

const MOST_BOXES = 6

/** Pictures, shapes with their texts, and embedded objects (RTF 1.9.1, “Pictures”, “Objects” and “Drawing Objects”). */
export const PICTURE_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['pict', readPicture],
  ['shppict', readBetter],
  ['nonshppict', readOther],
  ['picprop', (context) => context.redirect(NOWHERE)],
  ['sp', (context) => context.redirect(NOWHERE)],
  [
    'sn',
    (context) =>
      context.collect((text) => {
        context.propertyName = text.trim()
      }),
  ],
  ['sv', readShapeValue],
  ['shp', readShape],
  ['shpgrp', () => undefined],
  ['shpinst', () => undefined],
  ['do', readShape],
  ['shprslt', readShapeResult],
  ['shptxt', readBox],
  ['dptxbxtext', readBox],
  ['object', readObject],
  [
    'objclass',
    (context) =>
      context.collect((text) => {
        context.objectClass = text.trim()
      }),
  ],
  [
    'objdata',
    (context) => {
      if (context.objectData) context.redirect(context.objectData)
    },
  ],
  ['result', readObjectResult],
])

function readPicture(context: Context): void {
  const { state } = context
  const { destination, look, link } = state
  const reader = new PictureReader()
  context.redirect(reader)
  context.description = ''
  context.atEnd(() => {
    if (reader.strange > 0)
      context.remarks.fault('A picture has bytes in it that are none of its own; it may be broken.')
    const { picture } = reader
    if (picture === undefined || !(destination instanceof Story)) return
    const key = keep(context.pictures, picture)
    const description = context.description === '' ? undefined : context.description
    const { width } = reader
    destination.inline(
      { type: 'picture', key, description, ...(width !== undefined && { width }) },
      { look, link },
    )
  })
}

/** @returns the key of the picture, or of the same one that came before */
function keep(pictures: Map<string, FlowPicture>, picture: FlowPicture): string {
  let key = pictureKey(picture)
  let known = pictures.get(key)
  while (known !== undefined && !known.bytes.every((byte, at) => byte === picture.bytes[at])) {
    key += '+'
    known = pictures.get(key)
  }
  if (known === undefined) pictures.set(key, picture)
  return key
}

/** A picture in a form that older readers don't know, before the same in a form that they do. */
function readBetter(context: Context): void {
  const { shown } = context
  context.atEnd(() => {
    context.isBetterShown = context.shown > shown
  })
}

function readOther(context: Context): void {
  if (context.isBetterShown) context.skipGroup()
  context.isBetterShown = false
}

function readShapeValue(context: Context): void {
  const { state, propertyName } = context
  if (propertyName === 'pib') context.redirect(state.story)
  else
    context.collect((text) => {
      if (propertyName === 'wzDescription') context.description = text.trim()
      if (propertyName === 'gtextUNICODE' && text.trim() !== '') {
        const box = new Story(context)
        box.text(text, state)
        box.endParagraph({}, 0, false)
        state.story.inline({ type: 'box', blocks: box.finish() }, state)
      }
    })
}

function readShape(context: Context): void {
  const { shown } = context
  context.redirect(NOWHERE)
  context.state.shownBefore = shown
  context.atEnd(() => {
    if (context.shown > shown) return
    context.remarks.count('drawing', (count) =>
      count === 1 ? 'A drawing is not shown.' : `${count} drawings are not shown.`,
    )
  })
}

/** The same shape for older readers. */
function readShapeResult(context: Context): void {
  if (context.shown > context.state.shownBefore) context.skipGroup()
  else context.redirect(context.state.story)
}

/** The text in a shape is a flow of its own. */
function readBox(context: Context): void {
  const { state } = context
  const outer = state.story
  const { look, link } = state
  if (outer.depth >= MOST_BOXES) {
    context.redirect(outer)
    return
  }
  const box = new Story(context, outer.depth + 1)
  enterStory(context, box)
  context.atEnd(() => {
    const blocks = closeStory(context)
    if (!isBlank(blocks)) outer.inline({ type: 'box', blocks }, { look, link })
  })
}

function isBlank(blocks: ReturnType<Story['finish']>): boolean {
  return blocks.every((block) => block.type === 'paragraph' && block.children.length === 0)
}

function readObject(context: Context): void {
  const { state, shown } = context
  const { destination } = state
  const data = new ObjectReader()
  context.objectClass = ''
  context.objectData = data
  state.outside = destination
  context.redirect(NOWHERE)
  context.atEnd(() => {
    const name = context.objectClass || 'an unknown kind'
    const file = data.file(`Object ${context.files.length + 1} (${name})`)
    if (file) context.files.push(file)
    const where = file === undefined ? '' : `: see “${file.name}” among the files inside`
    if (destination instanceof Story)
      destination.inline({ type: 'remark', text: `an object of ${name}${where}` }, state)
    if (context.shown > shown + 1)
      context.remarks.say('Embedded objects are shown by the pictures that stand for them.')
  })
}

function readObjectResult(context: Context): void {
  context.redirect(context.state.outside)
}
