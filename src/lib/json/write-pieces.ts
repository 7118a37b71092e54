/**
 * `JSON.stringify` of a JSON value, piece by piece: at each `yield` others may be given their turn, however much it is. Runs of
 * scalars are left to the platform. Members without a value are left out, as there. A single string is one piece.
 */
export function* writePieces(value: unknown): Generator<string> {
  const out = { text: '' }
  yield* write(value, out)
  if (out.text !== '') yield out.text
}

function* write(value: unknown, out: { text: string }): Generator<string> {
  if (typeof value !== 'object' || value === null) out.text += JSON.stringify(value)
  else if (Array.isArray(value)) yield* writeList(value, out)
  else {
    out.text += '{'
    let before = ''
    for (const [name, member] of Object.entries(value)) {
      if (member === undefined) continue
      out.text += `${before}${JSON.stringify(name)}:`
      before = ','
      yield* write(member, out)
    }
    out.text += '}'
  }
  if (out.text.length < PIECE) return
  yield out.text
  out.text = ''
}

function* writeList(list: readonly unknown[], out: { text: string }): Generator<string> {
  out.text += '['
  for (let at = 0; at < list.length;) {
    const end = endOfScalars(list, at)
    if (at > 0) out.text += ','
    if (end > at) out.text += JSON.stringify(list.slice(at, end)).slice(1, -1)
    else yield* write(list[at], out)
    at = Math.max(end, at + 1)
    if (out.text.length < PIECE) continue
    yield out.text
    out.text = ''
  }
  out.text += ']'
}

/** Up to where there are only scalars, and no more of them than a piece takes. */
function endOfScalars(list: readonly unknown[], start: number): number {
  let characters = 0
  let at = start
  for (; at < list.length && at - start < SCALARS && characters < PIECE; at += 1) {
    const item = list[at]
    if (typeof item === 'object' && item !== null) break
    if (typeof item === 'string') characters += item.length
  }
  return at
}

/** Characters: written in some tenths of a millisecond. */
const PIECE = 1 << 15
const SCALARS = 1000
