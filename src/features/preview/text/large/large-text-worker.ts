import type { Kind } from '#formats/kinds.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import type { FoundEncoding } from '#formats/text/find-encoding.ts'
import { findText, indexLines, lineAt, lineOf, type TextLines } from '#formats/text/text-lines.ts'
import { serveCalls } from '#lib/worker-session.ts'

export interface OpenText {
  blob: Blob
  kind: Kind
  charset: string | undefined
  /** Chosen by hand. */
  encoding: Encoding | undefined
}

/** A text without its lines. */
export interface OpenedText {
  found: FoundEncoding
  lines: number
}

export interface TextLine {
  /** Cut to what a row can show. */
  text: string
  /** Characters of all of it. */
  length: number
}

/** Where words were found, and in which line. */
export interface TextMatch {
  start: number
  end: number
  line: number
  /** Of the match within its line, in characters. */
  column: number
}

/** Characters of a line that are drawn. */
const SHOWN = 5000

let lines: TextLines | undefined
/** How often a text was opened: the one that was opened last counts, whichever is read first. */
let openings = 0

/** Keeps a text that is too large for an editor, and gives what is in view of it. */
const methods = {
  async open({ blob, kind, charset, encoding }: OpenText): Promise<OpenedText> {
    openings += 1
    const mine = openings
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const { text, ...found } = await decodeContent(bytes, { kind, charset, chosen: encoding })
    const read = indexLines(text)
    if (mine === openings) lines = read
    return { found, lines: read.starts.length }
  },
  lines({ from, to }: { from: number; to: number }): TextLine[] {
    const shown: TextLine[] = []
    const text = lines
    if (!text) return shown
    for (let at = from; at < to; at += 1) {
      const line = lineAt(text, at)
      if (line === undefined) break
      shown.push({ text: line.slice(0, SHOWN), length: line.length })
    }
    return shown
  },
  find({ words, from }: { words: string; from: number }): TextMatch | undefined {
    const found = lines && findText(lines, words, from)
    if (!lines || !found) return undefined
    const line = lineOf(lines, found.start)
    return { ...found, line, column: found.start - (lines.starts[line] ?? 0) }
  },
}

export type LargeTextMethods = typeof methods

serveCalls(methods)
