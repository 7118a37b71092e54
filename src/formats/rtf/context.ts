import type { Block, FlowFile, FlowNote, FlowPicture } from '../flow/flow-document.ts'
import { isKnownPage, leadsOf } from './encoding/code-pages.ts'
import { PendingText, type Coding } from './encoding/pending-text.ts'
import type { Field } from './field.ts'
import { Collector, NOWHERE, type Destination } from './formats.ts'
import { DocumentHeader, isTelling } from './header.ts'
import { Remarks } from './remarks.ts'
import { GroupState } from './state.ts'
import { Story, type Budget } from './story.ts'
import type { CellDefinition } from './tables.ts'
import type { Tokens } from './tokens.ts'

/** Of the words that a comment is about, in characters. */
const LONGEST_RANGE = 300

/** The document is more than can be shown; what was read until then is. */
export class Enough extends Error {}

/** A reading on its way: where it is, and what it has found. What the control words act on. */
export class Context implements Budget {
  readonly tokens: Tokens
  readonly remarks = new Remarks()
  readonly notes: FlowNote[] = []
  readonly pictures = new Map<string, FlowPicture>()
  readonly files: FlowFile[] = []
  readonly properties: { name: string; value: string }[] = []
  readonly margins: { title: string; blocks: readonly Block[] }[] = []
  /** The body of the document. */
  readonly body: Story
  state: GroupState
  /** The states of the groups around that of `state`, the outermost first. */
  readonly stack: GroupState[] = []
  /** The next control word may be left out where it is not known, with its group: `\*`. */
  isIgnorable = false
  /** The document is more than can be shown: only what was open is still closed. */
  isFull = false
  /** How many characters behind `\u` are still to be left out. */
  toSkip = 0
  /** Grows with all that is shown: whether a group showed anything is told from it. */
  shown = 0
  /** A section ended, and the next one has not said that it goes on on the same page. */
  isBreakDue = false
  /** Nothing of the body has come yet. */
  isFresh = true
  /** The merging of the table cell that `\cellx` will end. */
  cell: Partial<CellDefinition> = {}
  /** `\chftn` stood in the text or in the note: it is numbered. */
  isMarkDue = false
  /** `\ftnalt` stood in the note. */
  isEndnote = false
  /** The innermost field that is open. */
  field: Field | undefined
  /** The name of the property of a shape, or of the document, whose value comes next. */
  propertyName = ''
  /** The text for those who can't see the picture that is read. */
  description = ''
  /** A picture came in its better form, so that the other is left out. */
  isBetterShown = false
  objectClass = ''
  /** The brackets of a formula, and what keeps the closing one until what they enclose has come. */
  mathOpening = ''
  mathClosing = ''
  mathBrackets: (() => void) | undefined
  /** The words that comments are about, by the name that begins and ends them, and those of them that still come. */
  readonly ranges = new Map<string, { words: string }>()
  readonly openRanges = new Set<{ words: string }>()
  /** What the object holds that is read. */
  objectData: Destination | undefined
  /** How many bytes may still be read before their turn. */
  lookAhead = 1 << 24
  /** The right pages are printed with other headers than the left ones. */
  hasFacingPages = false
  readonly noteFormats = { ftn: 0, aftn: 0 }
  readonly noteCounts = { footnote: 0, endnote: 0, comment: 0 }
  /** Headers and footers that came already, as they are written. */
  readonly marginsKnown = new Set<string>()
  commentDate: string | undefined
  commentAbout: string | undefined
  isAnswer = false
  /** Who wrote the comment that comes next. */
  commentBy: { initials: string; author: string } = { initials: '', author: '' }
  private readonly pending = new PendingText()
  private highSurrogate: string | undefined
  private nodes = 0

  private readonly mostNodes: number

  constructor(tokens: Tokens, mostNodes: number) {
    this.mostNodes = mostNodes
    this.tokens = tokens
    this.body = new Story(this)
    this.state = new GroupState(new DocumentHeader(), this.body)
  }

  spend(): void {
    this.nodes += 1
    this.shown += 1
    if (this.nodes <= this.mostNodes || this.isFull) return
    this.isFull = true
    this.remarks.fault(
      'The document has more paragraphs and runs than can be shown: only the first are.',
    )
    throw new Enough()
  }

  /** How text is to be read where the reading is. */
  get coding(): Coding {
    const { chars, header, isFontless } = this.state
    return header.coding(isFontless ? undefined : (chars.font ?? header.defaultFont))
  }

  /** The bytes that begin a character of two there. */
  get leads(): Uint8Array | undefined {
    return leadsOf(this.coding.page)
  }

  addByte(byte: number): void {
    if (this.toSkip > 0) {
      this.toSkip -= 1
      return
    }
    this.endSurrogate()
    this.pending.add(byte, this.coding)
  }

  /** @param coding where it is known better than by the font */
  addBytes(start: number, end: number, coding = this.coding): void {
    const skipped = Math.min(this.toSkip, end - start)
    this.toSkip -= skipped
    if (start + skipped === end) return
    this.endSurrogate()
    this.pending.addRange(this.tokens.bytes, start + skipped, end, coding)
  }

  /** A code unit of UTF-16, as `\u` has it; of two that belong together the first waits for the second. */
  addUnit(unit: string): void {
    this.flushBytes(true)
    const { highSurrogate } = this
    this.highSurrogate = undefined
    if (/[\uDC00-\uDFFF]/.test(unit)) this.emit(highSurrogate ? highSurrogate + unit : '\uFFFD')
    else {
      if (highSurrogate !== undefined) this.emit('\uFFFD')
      if (/[\uD800-\uDBFF]/.test(unit)) this.highSurrogate = unit
      else this.emit(unit)
    }
  }

  /** A character that a control word stands for, which may itself be the one to leave out behind `\u`. */
  addCharacter(text: string): void {
    if (this.toSkip > 0) {
      this.toSkip -= 1
      return
    }
    this.flush(true)
    this.endSurrogate()
    this.emit(text)
  }

  /** Words of the reader about what stands here and is not shown. */
  addRemark(text: string): void {
    this.flush(true)
    const { destination } = this.state
    if (destination instanceof Story) destination.inline({ type: 'remark', text }, this.state)
  }

  /**
   * Brings the text until now to where it belongs, before anything changes.
   * @param isWhole whether a character that has only begun ends here
   */
  flush(isWhole: boolean): void {
    this.flushBytes(isWhole)
    if (isWhole) this.endSurrogate()
  }

  private flushBytes(isWhole: boolean): void {
    const text = this.pending.take(isWhole)
    if (text !== '') this.emit(text)
  }

  /** From here on the text of the group goes there. */
  redirect(destination: Destination): void {
    this.flush(true)
    this.toSkip = 0
    this.state.destination = destination
  }

  /** To be done when the group ends, before what was asked earlier. */
  atEnd(action: () => void): void {
    const { state } = this
    const { onEnd } = state
    state.onEnd =
      onEnd === undefined
        ? action
        : () => {
            action()
            onEnd()
          }
  }

  /** The same for what has no font. */
  redirectFontless(destination: Destination): void {
    this.redirect(destination)
    this.state.isFontless = true
  }

  /** Collects the text of the group. */
  collect(then: (text: string) => void): void {
    const collector = new Collector()
    this.redirect(collector)
    this.atEnd(() => then(collector.whole))
  }

  /** Leaves out the rest of the group. */
  skipGroup(): void {
    this.redirect(NOWHERE)
    this.tokens.skipGroup()
  }

  private addToRanges(text: string): void {
    for (const range of this.openRanges) if (range.words.length < LONGEST_RANGE) range.words += text
  }

  /** That the color of the text may say something; that of links says what they are. */
  private sayColor(): void {
    const { chars, header, link } = this.state
    const color = chars.color === 0 || link !== undefined ? undefined : header.colors[chars.color]
    if (color && isTelling(color)) this.remarks.say('The colors of the text are not shown.')
  }

  private endSurrogate(): void {
    if (this.highSurrogate === undefined) return
    this.highSurrogate = undefined
    this.emit('\uFFFD')
  }

  private emit(text: string): void {
    const { destination } = this.state
    if (destination instanceof Story) {
      this.shown += 1
      const { page, signs } = this.coding
      this.sayColor()
      if (this.openRanges.size > 0) this.addToRanges(text)
      if (text.includes('\uFFFD')) this.remarks.lost(signs === undefined, page, isKnownPage(page))
    }
    destination.text(text, this.state)
  }
}
