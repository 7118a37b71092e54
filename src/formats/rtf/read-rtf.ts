import type { FlowDocument } from '../flow/flow-document.ts'
import { Context, Enough } from './context.ts'
import { leadsOf } from './encoding/code-pages.ts'
import { NOWHERE, PARD } from './formats.ts'
import { DocumentHeader } from './header.ts'
import { interpretSymbol, interpretWord } from './interpreter.ts'
import { orderedProperties } from './parts/info-parts.ts'
import { rawTextIsUtf8, utf16ToRtf } from './raw-text.ts'
import { Tokens } from './tokens.ts'
import { endParagraph } from './words/paragraph-words.ts'

/** Groups within groups beyond this are read as part of the last one. */
const DEEPEST = 2000
/** Paragraphs, runs of text, cells and the like: more than any letter has, less than a tab can't hold. */
const MOST_NODES = 2_000_000
/** Tokens between two looks at the signal. */
const STEP = 1 << 14
const UTF8 = { page: 65_001 }

/**
 * Reads RTF (Rich Text Format 1.9.1) of any health: what is broken is said in `remarks`, and what is readable is there.
 * Time and memory grow with the length of the file alone, whatever it declares. Nothing in it is run or fetched.
 *
 * @param bytes the whole file
 * @param mostNodes how many paragraphs, runs of text, cells and the like are read
 * @returns the document; for bytes that are not RTF at all, what text there is, and a remark
 * @throws the signal's reason
 */
export function readRtf(
  bytes: Uint8Array<ArrayBuffer>,
  signal?: AbortSignal,
  mostNodes = MOST_NODES,
): FlowDocument {
  const reading = new Reading(bytes, mostNodes)
  try {
    reading.run(signal)
  } catch (error) {
    if (!(error instanceof Enough)) throw error
  }
  return reading.result()
}

class Reading {
  private readonly tokens: Tokens
  private readonly context: Context
  /** Groups that are open below the deepest that is kept. */
  private tooDeep = 0
  /** Nothing of the group has come but a `\*`. */
  private isFirst = true
  private documents = 0
  private isBehind = false
  private isRawUtf8: boolean | undefined

  constructor(bytes: Uint8Array<ArrayBuffer>, mostNodes: number) {
    const narrow = utf16ToRtf(bytes)
    this.tokens = new Tokens(narrow ?? bytes)
    this.context = new Context(this.tokens, mostNodes)
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
      this.tokens.at = 3
      this.isRawUtf8 = true
    }
    if (narrow)
      this.context.remarks.say(
        'The file is written in UTF-16, which RTF is not; it was read all the same.',
      )
  }

  run(signal?: AbortSignal): void {
    for (let count = 0; this.step(); count += 1) if (count % STEP === 0) signal?.throwIfAborted()
  }

  /** @returns false at the end */
  private step(): boolean {
    const { tokens, context } = this
    switch (tokens.next(context.leads)) {
      case 'open':
        this.open()
        return true
      case 'close':
        this.close()
        return true
      case 'text':
        this.text()
        break
      case 'byte':
        context.addByte(tokens.value)
        break
      case 'word':
        this.word()
        break
      case 'symbol':
        this.symbol()
        return true
      case 'binary':
        this.binary()
        break
      case 'end':
        return false
    }
    this.isFirst = false
    context.isIgnorable = false
    return true
  }

  private open(): void {
    const { context } = this
    context.flush(false)
    context.toSkip = 0
    context.isIgnorable = false
    this.isFirst = true
    if (context.stack.length >= DEEPEST) {
      this.tooDeep += 1
      context.remarks.fault(`Groups nested deeper than ${DEEPEST} are read as one.`)
      return
    }
    context.stack.push(context.state)
    context.state = context.state.inner()
  }

  private close(): void {
    const { context } = this
    context.toSkip = 0
    context.isIgnorable = false
    this.isFirst = false
    if (this.tooDeep > 0) {
      this.tooDeep -= 1
      context.flush(false)
      return
    }
    const outer = context.stack.at(-1)
    if (outer === undefined) {
      context.remarks.fault('Some braces close what was never opened.')
      return
    }
    context.flush(outer.destination !== context.state.destination || context.stack.length === 1)
    context.state.onEnd?.()
    context.stack.pop()
    context.state = outer
    if (context.stack.length === 0) this.isBehind = this.documents > 0
  }

  private text(): void {
    const { tokens, context } = this
    const { start, end } = tokens
    const { destination } = context.state
    const isBehind = this.isBehind && context.stack.length === 0
    if (destination === NOWHERE || (isBehind && this.isBlank(start, end))) return
    if (isBehind)
      context.remarks.fault('There is text behind the end of the document; it is shown as well.')
    if (destination.raw) {
      destination.raw(tokens.bytes, start, end, false)
      return
    }
    context.addBytes(start, end, tokens.isAscii || !this.isUtf8 ? undefined : UTF8)
  }

  /** RTF is ASCII; where its bytes are others and all of them valid UTF-8, somebody pasted that into it. */
  private get isUtf8(): boolean {
    const { page, signs } = this.context.coding
    if (page === UTF8.page || signs !== undefined || leadsOf(page) !== undefined) return false
    this.isRawUtf8 ??= rawTextIsUtf8(this.tokens.bytes)
    if (this.isRawUtf8)
      this.context.remarks.say(
        'Some of the text is written in UTF-8, though the file declares another encoding; it was read as UTF-8.',
      )
    return this.isRawUtf8
  }

  private isBlank(start: number, end: number): boolean {
    for (let at = start; at < end; at += 1) if ((this.tokens.bytes[at] ?? 0) > 0x20) return false
    return true
  }

  private word(): void {
    const { context, tokens } = this
    context.flush(false)
    if (tokens.word === 'rtf') this.beginDocument()
    else interpretWord(context, { isFirst: this.isFirst, isTooDeep: this.tooDeep > 0 })
  }

  /** A document behind another, or within it, has its own fonts, styles and lists. */
  private beginDocument(): void {
    const { context } = this
    const { state } = context
    this.documents += 1
    if (context.stack.length === 1) context.atEnd(() => endParagraph(context, false))
    if (this.documents === 1) return
    context.remarks.fault('There is more than one RTF document in the file; all of them are shown.')
    context.flush(true)
    state.header = new DocumentHeader()
    state.plain()
    state.paragraph = {
      ...PARD,
      isInTable: state.paragraph.isInTable,
      nesting: state.paragraph.nesting,
    }
  }

  private symbol(): void {
    this.context.flush(false)
    interpretSymbol(this.context)
    if (!this.context.isIgnorable) this.isFirst = false
  }

  private binary(): void {
    const { tokens, context } = this
    const { start, end } = tokens
    const { destination } = context.state
    if (destination.raw) destination.raw(tokens.bytes, start, end, true)
    else if (context.toSkip > 0) context.toSkip -= 1
    else if (end > start && destination !== NOWHERE)
      context.remarks.fault('There are binary data within the text; they are not shown.')
  }

  result(): FlowDocument {
    const { context } = this
    this.finish()
    return {
      blocks: context.body.finish(),
      margins: context.margins,
      notes: context.notes,
      pictures: context.pictures,
      properties: orderedProperties(context),
      remarks: context.remarks.all(),
      faults: [...context.remarks.faults],
      files: context.files,
    }
  }

  /** Closes what is open at the end, so that a file that was cut shows all that it has. */
  private finish(): void {
    const { context, tokens, documents } = this
    const { remarks, stack } = context
    if (documents === 0)
      remarks.fault('This does not begin as RTF does; its text is shown as it stands.')
    else if (stack.length > 0 && !context.isFull)
      remarks.fault('The file ends within the document: what comes after is missing.')
    if (tokens.brokenBytes > 0)
      remarks.fault('Some characters are written wrongly; they are shown as “?”.')
    if (tokens.brokenLengths > 0)
      remarks.fault('Data within the file say that they are longer than the file.')
    this.tooDeep = 0
    while (stack.length > 0) this.close()
    context.flush(true)
    endParagraph(context, false)
  }
}
