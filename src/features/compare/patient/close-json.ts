/**
 * The beginning of a JSON text as a whole one: cut after the last member or item that has its end, with all that is open
 * closed. `undefined` where none has.
 */
export function closeJson(text: string): string | undefined {
  const open: string[] = []
  let cut: { at: number; open: string } | undefined
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at]
    if (letter === '"') {
      const end = endOfString(text, at)
      if (end === -1) break
      at = end
    } else if (letter === '{') open.push('}')
    else if (letter === '[') open.push(']')
    else if (letter === '}' || letter === ']') {
      open.pop()
      cut = { at: at + 1, open: open.toReversed().join('') }
    } else if (letter === ',') cut = { at, open: open.toReversed().join('') }
  }
  return cut && text.slice(0, cut.at) + cut.open
}

/** Where the string that begins at `start` has its closing mark; -1 where it has none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let slashes = 0
    while (text[at - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return at
  }
  return -1
}
