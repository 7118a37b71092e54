import type { Block } from '../../flow/flow-document.ts'
import type { Context } from '../context.ts'
import { PARD, type ParagraphFormat, type ParagraphLook } from '../formats.ts'
import { LONGEST_MARKER } from '../lists.ts'
import type { Story } from '../story.ts'
import type { WordAction } from './char-words.ts'

/** Twips of one step of indentation. */
const TAB = 720
const MOST_INDENT = 12

/** The control words of paragraphs, sections and what ends them. */
export const PARAGRAPH_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['par', (context) => endParagraph(context)],
  ['page', pageBreak],
  ['sect', endSection],
  [
    'sbknone',
    (context) => {
      context.isBreakDue = false
    },
  ],
  ['pard', (context) => change(context, () => PARD)],
  ['ql', (context) => set(context, { align: 'left' })],
  ['qr', (context) => set(context, { align: 'right' })],
  ['qc', (context) => set(context, { align: 'center' })],
  ...['qj', 'qd', 'qt'].map((word): [string, WordAction] => [
    word,
    (context) => set(context, { align: 'justify' }),
  ]),
  ['li', (context, indent = 0) => set(context, { indent })],
  ['fi', (context, firstLine = 0) => set(context, { firstLine })],
  ['s', (context, style) => set(context, { style })],
  ['outlinelevel', (context, outline) => set(context, { outline })],
  ['rtlpar', (context) => set(context, { isRtl: true })],
  ['ltrpar', (context) => set(context, { isRtl: false })],
  ['pagebb', (context, parameter) => set(context, { breakBefore: parameter !== 0 })],
  ['ls', (context, list) => set(context, { list: list === 0 ? undefined : list })],
  ['ilvl', (context, listLevel = 0) => set(context, { listLevel })],
  ['intbl', (context, parameter) => set(context, { isInTable: parameter !== 0 })],
  ['itap', (context, nesting) => set(context, { nesting })],
])

function set(context: Context, some: Partial<ParagraphFormat>): void {
  change(context, (format) => ({ ...format, ...some }))
}

function change({ state }: Context, next: (format: ParagraphFormat) => ParagraphFormat): void {
  state.paragraph = next(state.paragraph)
}

/** From here on the group is a flow of its own. */
export function enterStory(context: Context, story: Story): void {
  context.redirect(story)
  const { state } = context
  state.story = story
  state.paragraph = PARD
  state.link = undefined
  state.rowLevel = 1
  state.isInnerRow = false
}

/** What the flow of the group is made of, with its last paragraph. */
export function closeStory(context: Context): Block[] {
  endParagraph(context, false)
  return context.state.story.finish()
}

/** How many tables the paragraph in force stands in. */
export function tableLevel({ state: { paragraph } }: Context): number {
  return Math.max(0, paragraph.nesting ?? (paragraph.isInTable ? 1 : 0))
}

/** Ends the paragraph that is open in the story of the group. @param isKept also where nothing stands in it */
export function endParagraph(context: Context, isKept = true): void {
  const { story, paragraph } = context.state
  const isThere = isKept || !story.isParagraphEmpty || story.marker !== undefined
  if (!isThere) return
  if (story === context.body) {
    if (context.isBreakDue || (paragraph.breakBefore && !context.isFresh)) story.pageBreak()
    context.isBreakDue = false
    context.isFresh = false
  }
  story.endParagraph(paragraphLook(context), tableLevel(context), isKept)
}

/** What the paragraph that ends here looks like. It counts where it is of a list: to be asked once for each. */
export function paragraphLook(context: Context): ParagraphLook {
  const { paragraph, header, story, look } = context.state
  const { isRtl, outline, style } = paragraph
  const heading =
    headingOf(outline) ?? (style === undefined ? undefined : header.styles.get(style)?.heading)
  const align = alignOf(paragraph)
  const mark = look.changes.at(-1)
  const item = itemOf(context)
  const steps = Math.min(paragraph.indent, paragraph.indent + paragraph.firstLine) / TAB
  const indent = Math.min(MOST_INDENT, Math.round(steps))
  return {
    ...(heading !== undefined && !story.isParagraphEmpty && { heading }),
    ...(align && { align }),
    ...(indent > 0 && item === undefined && { indent }),
    ...(item && { item }),
    ...(isRtl === true && { direction: 'rtl' as const }),
    ...(mark && { mark }),
  }
}

/** 9 is text. */
function headingOf(outline: number | undefined): number | undefined {
  return outline === undefined || outline < 0 || outline > 8 ? undefined : Math.min(6, outline + 1)
}

/** Left and right are where they say, whatever the direction. */
function alignOf({ align, isRtl }: ParagraphFormat): ParagraphLook['align'] {
  if (align === 'left') return isRtl === true ? 'end' : undefined
  if (align === 'right') return isRtl === true ? 'start' : 'end'
  return align
}

function itemOf({ state }: Context): ParagraphLook['item'] {
  const { paragraph, story, header } = state
  const { list, listLevel, numbering } = paragraph
  let marker = ''
  if (list !== undefined) marker = header.lists.nextMarker(list, listLevel)
  if (marker === '' && numbering) marker = header.lists.nextOld(numbering)
  if (story.marker !== undefined) marker = cutMarker(story.marker)
  // A sign of a font that is not known is a bullet of some kind.
  marker = marker.replaceAll(/[\uF020-\uF0FF]/g, '\u2022')
  marker = marker.replaceAll(/\s+/g, ' ').trim()
  if (marker !== '') return { depth: story.items.next(paragraph.indent, listLevel, list), marker }
  if (!story.isParagraphEmpty) story.items.end()
  return undefined
}

function cutMarker(marker: string): string {
  return marker.length > LONGEST_MARKER ? `${marker.slice(0, LONGEST_MARKER)}…` : marker
}

function pageBreak(context: Context): void {
  endParagraph(context, false)
  context.state.story.pageBreak()
}

function endSection(context: Context): void {
  endParagraph(context, false)
  if (context.state.story === context.body && !context.isFresh) context.isBreakDue = true
}
