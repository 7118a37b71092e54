/** A text by its lines, which end at LF, CR LF or CR (HL7 v2 uses CR alone): two numbers a line, not an object. */
export interface Lines {
  text: string
  /** Where each line begins, and behind them where the text ends. */
  starts: Uint32Array<ArrayBuffer>
  count: number
}

export function linesOf(text: string): Lines {
  let starts = new Uint32Array(1024)
  let count = 0
  let at = 0
  while (at < text.length) {
    if (count + 1 >= starts.length) {
      const larger = new Uint32Array(starts.length * 2)
      larger.set(starts)
      starts = larger
    }
    starts[count] = at
    count += 1
    at = afterLine(text, at)
  }
  starts[count] = text.length
  return { text, starts: starts.slice(0, count + 1), count }
}

/** A line without what ends it; empty beyond the last. */
export function lineAt({ text, starts, count }: Lines, line: number): string {
  if (line < 0 || line >= count) return ''
  const start = starts[line] ?? 0
  let end = starts[line + 1] ?? text.length
  if (end > start && text.charCodeAt(end - 1) === LF) end -= 1
  if (end > start && text.charCodeAt(end - 1) === CR) end -= 1
  return text.slice(start, end)
}

/** What ends a line; empty where the text ends with it. */
export function endOf(lines: Lines, line: number): string {
  const start = lines.starts[line] ?? 0
  return lines.text.slice(start + lineAt(lines, line).length, lines.starts[line + 1])
}

const LF = 10
const CR = 13

function afterLine(text: string, from: number): number {
  const lf = text.indexOf('\n', from)
  const end = lf < 0 ? text.length : lf
  for (let at = from; at < end; at += 1) {
    if (text.charCodeAt(at) === CR) return text.charCodeAt(at + 1) === LF ? at + 2 : at + 1
  }
  return lf < 0 ? text.length : lf + 1
}
