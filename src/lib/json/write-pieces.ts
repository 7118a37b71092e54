/**
 * `JSON.stringify` of a JSON value, piece by piece: at each `yield` others may be given their turn, however much it is. What
 * is small, and runs of it, are left to the platform. Members without a value are left out, as there. A single string is one
 * piece.
 */
export function* writePieces(value: unknown): Generator<string> {
  const out = new Out()
  yield* write(value, out)
  if (out.length > 0) yield out.take()
}

/** What is written and not handed out yet. */
class Out {
  length = 0
  #parts: string[] = []

  add(text: string): void {
    this.#parts.push(text)
    this.length += text.length
  }

  take(): string {
    const text = this.#parts.join('')
    this.#parts = []
    this.length = 0
    return text
  }
}

function* write(value: unknown, out: Out): Generator<string> {
  if (typeof value !== 'object' || value === null || weigh(value, SMALL) <= SMALL)
    out.add(JSON.stringify(value))
  else if (Array.isArray(value)) yield* writeList(value, out)
  else {
    out.add('{')
    let before = ''
    for (const name of Object.keys(value)) {
      const member = (value as Record<string, unknown>)[name]
      if (member === undefined) continue
      out.add(`${before}${JSON.stringify(name)}:`)
      before = ','
      yield* write(member, out)
    }
    out.add('}')
  }
  if (out.length >= PIECE) yield out.take()
}

function* writeList(list: readonly unknown[], out: Out): Generator<string> {
  out.add('[')
  for (let at = 0; at < list.length;) {
    const end = endOfRun(list, at)
    if (at > 0) out.add(',')
    if (end > at) out.add(JSON.stringify(list.slice(at, end)).slice(1, -1))
    else yield* write(list[at], out)
    at = Math.max(end, at + 1)
    if (out.length >= PIECE) yield out.take()
  }
  out.add(']')
}

/** Up to where items are small, all of them together. */
function endOfRun(list: readonly unknown[], start: number): number {
  let left = SMALL
  let at = start
  for (; at < list.length; at += 1) {
    left -= weigh(list[at], left)
    if (left < 0) break
  }
  return at
}

/** One for each value and name, and one for each 32 characters; what is more than `most` is not looked at. */
function weigh(value: unknown, most: number): number {
  if (typeof value === 'string') return 1 + (value.length >> 5)
  if (typeof value !== 'object' || value === null) return 1
  let weight = 1
  if (Array.isArray(value)) {
    for (let at = 0; at < value.length && weight <= most; at += 1)
      weight += weigh(value[at], most - weight)
    return weight
  }
  for (const name in value) {
    if (weight > most) break
    weight +=
      1 + (name.length >> 5) + weigh((value as Record<string, unknown>)[name], most - weight)
  }
  return weight
}

/** Characters: written in some tenths of a millisecond. */
const PIECE = 1 << 15
/** What is written at once, as it is weighed. */
const SMALL = 1000
