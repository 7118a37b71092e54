import { lineAt, type Lines } from '../text/lines.ts'

/** Of each line the one that holds it, and its place there; found once, in one pass, since a list may have a million items. */
export interface Outline {
  /** The line that it stands in, or that a closing mark closes; -1 for the outermost. */
  holder: Int32Array<ArrayBuffer>
  /** From 0, closing marks not counted. */
  place: Int32Array<ArrayBuffer>
}

/** By how far each line is set in: the layout is our own. */
export function outlineOf(lines: Lines): Outline {
  const holder = new Int32Array(lines.count).fill(-1)
  const place = new Int32Array(lines.count)
  const open: { line: number; depth: number; items: number }[] = [{ line: -1, depth: -1, items: 0 }]
  for (let line = 0; line < lines.count; line += 1) {
    const text = lineAt(lines, line)
    const depth = text.length - text.trimStart().length
    let last = open.at(-1)
    let closed: number | undefined
    while (last !== undefined && last.depth >= depth && open.length > 1) {
      closed = last.line
      open.pop()
      last = open.at(-1)
    }
    if (isClosing(text)) holder[line] = closed ?? -1
    else if (last !== undefined) {
      holder[line] = last.line
      place[line] = last.items
      last.items += 1
      open.push({ line, depth, items: 0 })
    }
  }
  return { holder, place }
}

/** Whether a line ends what an earlier one began. */
export function isClosing(text: string): boolean {
  return /^\s*(?:[}\]]|<\/)/u.test(text)
}
