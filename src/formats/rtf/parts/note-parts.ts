import type { Block, FlowNote } from '../../flow/flow-document.ts'
import type { Context } from '../context.ts'
import type { Run } from '../formats.ts'
import { numberAs } from '../lists.ts'
import { packedDate } from '../state.ts'
import { Story } from '../story.ts'
import type { WordAction } from '../words/char-words.ts'
import { closeStory, enterStory } from '../words/paragraph-words.ts'

const RIGHT = ' of right pages'
const PAGES: readonly [end: string, words: string][] = [
  ['', ''],
  ['l', ' of left pages'],
  ['r', RIGHT],
  ['f', ' of the first page'],
]

/** Footnotes, endnotes and comments, and what is printed on every page (RTF 1.9.1, “Footnotes”, “Headers and Footers”). */
export const NOTE_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['footnote', readNote],
  ['annotation', readComment],
  ['atnid', (context) => readWho(context, 'initials')],
  ['atnauthor', (context) => readWho(context, 'author')],
  ['atrfstart', (context) => context.collect((name) => openRange(context, name.trim()))],
  ['atrfend', (context) => context.collect((name) => closeRange(context, name.trim()))],
  [
    'atnref',
    (context) =>
      context.collect((name) => {
        context.commentAbout = context.ranges.get(name.trim())?.words
      }),
  ],
  [
    'atnparent',
    (context) => {
      context.isAnswer = true
      context.skipGroup()
    },
  ],
  [
    'atndate',
    (context) =>
      context.collect((date) => {
        context.commentDate = packedDate(Number(date.trim()))
      }),
  ],
  ...margins('header', 'Header'),
  ...margins('footer', 'Footer'),
])

/** Words that say how notes are numbered, and what stands for a note in the text. */
export const NOTE_WORDS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  [
    'chftn',
    (context) => {
      context.isMarkDue = true
    },
  ],
  [
    'ftnalt',
    (context) => {
      context.isEndnote = true
    },
  ],
  ...(['ftn', 'aftn'] as const).flatMap((start) =>
    [...numberings()].map(([end, format]): [string, WordAction] => [
      `${start}${end}`,
      ({ noteFormats }) => {
        noteFormats[start] = format
      },
    ]),
  ),
])

function numberings(): Map<string, number> {
  return new Map([
    ['nar', 0],
    ['nalc', 4],
    ['nauc', 3],
    ['nrlc', 2],
    ['nruc', 1],
  ])
}

function readNote(context: Context): void {
  const { state } = context
  const outer = state.story
  const { look, link } = state
  context.isEndnote = false
  enterStory(context, new Story(context))
  context.atEnd(() => {
    const blocks = closeStory(context)
    const type = context.isEndnote ? 'endnote' : 'footnote'
    const isNumbered = context.isMarkDue
    context.isMarkDue = false
    context.isEndnote = false
    if (isNumbered) context.noteCounts[type] += 1
    const format = context.noteFormats[type === 'endnote' ? 'aftn' : 'ftn']
    const marker = isNumbered ? numberAs(format, context.noteCounts[type]) : ownMark(blocks)
    addNote(context, outer, { look, link }, { type, marker, blocks })
  })
}

/** A mark that the writer chose stands in front of the note, raised. */
function ownMark([first]: readonly Block[]): string {
  const child = first?.type === 'paragraph' ? first.children[0] : undefined
  const isMark = child?.type === 'text' && child.styles.includes('sup') && child.text.length <= 4
  return (isMark && child.text.trim()) || '*'
}

/** Comments whose words are kept at a time. */
const MOST_RANGES = 50

function openRange({ ranges, openRanges }: Context, name: string): void {
  if (openRanges.size >= MOST_RANGES || ranges.has(name)) return
  const range = { words: '' }
  ranges.set(name, range)
  openRanges.add(range)
}

function closeRange({ ranges, openRanges }: Context, name: string): void {
  const range = ranges.get(name)
  if (range) openRanges.delete(range)
}

function readWho(context: Context, what: 'initials' | 'author'): void {
  context.collect((text) => {
    context.commentBy = { ...context.commentBy, [what]: text.trim() }
  })
  context.state.isFontless = true
}

function readComment(context: Context): void {
  const { state, commentBy } = context
  const outer = state.story
  const { look, link } = state
  context.commentDate = undefined
  context.commentAbout = undefined
  context.isAnswer = false
  context.commentBy = { initials: '', author: '' }
  enterStory(context, new Story(context))
  context.atEnd(() => {
    const blocks = closeStory(context)
    context.noteCounts.comment += 1
    const marker = `${commentBy.initials}${context.noteCounts.comment}`
    const author = commentBy.author || commentBy.initials || undefined
    addNote(
      context,
      outer,
      { look, link },
      {
        type: 'comment',
        marker,
        author,
        date: context.commentDate,
        ...(context.commentAbout && { about: context.commentAbout }),
        ...(context.isAnswer && { status: 'Answer to another comment' }),
        blocks,
      },
    )
  })
}

function addNote(context: Context, story: Story, run: Run, note: Omit<FlowNote, 'key'>): void {
  const key = `note-${context.notes.length + 1}`
  context.notes.push({ key, ...note })
  story.inline({ type: 'note', key }, run)
}

/** Most sections repeat what the one before them had. */
function margins(word: 'header' | 'footer', title: string): [string, WordAction][] {
  return PAGES.map(([end, pages]) => [
    `${word}${end}`,
    (context) => {
      enterStory(context, new Story(context))
      context.atEnd(() => addMargin(context, title, pages, closeStory(context)))
    },
  ])
}

function addMargin(context: Context, word: string, pages: string, blocks: readonly Block[]): void {
  const isBlank = blocks.every((block) => block.type === 'paragraph' && block.children.length === 0)
  if (isBlank) return
  const written = JSON.stringify(blocks)
  if (context.marginsKnown.has(written)) return
  context.marginsKnown.add(written)
  // Word writes those of right pages also where all pages are alike.
  const isOfAll = pages === RIGHT && !context.hasFacingPages
  context.margins.push({ title: isOfAll ? word : word + pages, blocks })
}
