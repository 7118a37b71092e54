/** A text by its lines, for views that show what is in view of it alone. */
export interface TextLines {
  text: string
  /** Where each line begins, in characters. */
  starts: Uint32Array
}

/** Lines end with LF, CR LF or CR, as they come. A text that ends with a line break has an empty last line. */
export function indexLines(text: string): TextLines {
  let starts = new Uint32Array(Math.max(16, text.length >> 6))
  let count = 1
  // Native searches, since a loop over each of a hundred million characters takes seconds.
  let feed = text.indexOf('\n')
  let turn = text.indexOf('\r')
  while (feed >= 0 || turn >= 0) {
    const isTurn = turn >= 0 && (feed < 0 || turn < feed)
    const isPair = isTurn && feed === turn + 1
    const next = (isTurn && !isPair ? turn : feed) + 1
    if (count === starts.length) {
      const larger = new Uint32Array(count * 2)
      larger.set(starts)
      starts = larger
    }
    starts[count] = next
    count += 1
    if (feed >= 0 && feed < next) feed = text.indexOf('\n', next)
    if (turn >= 0 && turn < next) turn = text.indexOf('\r', next)
  }
  return { text, starts: starts.subarray(0, count) }
}

/** A line without its end; `undefined` where there is none. @param line from 0 */
export function lineAt({ text, starts }: TextLines, line: number): string | undefined {
  const start = starts[line]
  if (start === undefined) return undefined
  return text.slice(start, starts[line + 1] ?? text.length).replace(/\r?\n$|\r$/, '')
}

/** The line in which a character stands, from 0. */
export function lineOf({ starts }: TextLines, at: number): number {
  let low = 0
  let high = starts.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((starts[middle] ?? 0) <= at) low = middle
    else high = middle - 1
  }
  return low
}

/** Where words stand. */
export interface FoundText {
  /** Of the match, in characters of the whole text. */
  start: number
  end: number
}

/**
 * The next place of some words at or after a character, whatever the case of their letters; from the beginning again
 * when there is none up to the end.
 */
export function findText({ text }: TextLines, words: string, from: number): FoundText | undefined {
  if (words === '') return undefined
  const pattern = new RegExp(RegExp.escape(words), 'giu')
  pattern.lastIndex = from
  const match = pattern.exec(text) ?? (from > 0 ? text.matchAll(pattern).next().value : undefined)
  return match && { start: match.index, end: match.index + match[0].length }
}
