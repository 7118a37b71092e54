import { MODE_CODES, runCodes } from '#formats/tiff/codecs/fax-codes.ts'

/** Codes lines of `.` and `#`, white and black, as a fax machine does (ITU-T T.4, T.6): for tests. */
export function makeFax(
  lines: readonly string[],
  coding: 'huffman' | 't4-one' | 't4-two' | 't6',
): Uint8Array {
  const bits: string[] = []
  let above = changesOf('.'.repeat(lines[0]?.length ?? 0))
  for (const [index, line] of lines.entries()) {
    const changes = changesOf(line)
    const isTwo = coding === 't6' || (coding === 't4-two' && index % 2 === 1)
    if (coding === 't4-one') bits.push(END_OF_LINE)
    if (coding === 't4-two') bits.push(END_OF_LINE, isTwo ? '0' : '1')
    bits.push(isTwo ? codeTwo(changes, above, line.length) : codeRuns(line))
    if (coding === 'huffman') bits.push('0'.repeat((8 - (bits.join('').length % 8)) % 8))
    above = changes
  }
  if (coding === 't6') bits.push(END_OF_LINE, END_OF_LINE)
  return packed(bits.join(''))
}

const END_OF_LINE = '000000000001'

/** Bits, written as zeros and ones, in bytes. */
export function packed(bits: string): Uint8Array {
  const bytes = bits.match(/.{1,8}/g) ?? []
  return Uint8Array.from(bytes, (byte) => Number.parseInt(byte.padEnd(8, '0'), 2))
}

function codeRuns(line: string): string {
  const found = line.match(/\.+|#+/g) ?? []
  // The first run is a white one.
  const runs = line.startsWith('#') ? ['', ...found] : [...found]
  return runs.map((run, index) => codeRun(run.length, index % 2 === 1)).join('')
}

function codeRun(length: number, isBlack: boolean): string {
  const codes = runCodes(isBlack ? 'black' : 'white')
  const longest = (codes.get(2560) ?? '').repeat(Math.floor(length / 2560))
  const rest = length % 2560
  const long = Math.floor(rest / 64) * 64
  return longest + (long === 0 ? '' : (codes.get(long) ?? '')) + (codes.get(rest % 64) ?? '')
}

/** Where the colour changes, beginning with white. */
function changesOf(line: string): number[] {
  return line.split('').flatMap((pixel, at) => (pixel === (line[at - 1] ?? '.') ? [] : [at]))
}

/** T.6 §2.2.5. */
function codeTwo(changes: readonly number[], above: readonly number[], width: number): string {
  const modes = new Map(MODE_CODES)
  const bits: string[] = []
  let at = -1
  let isBlack = false
  while (at < width) {
    const next = changes.filter((each) => (at < 0 ? each >= 0 : each > at))
    const a1 = next.find((each) => changes.indexOf(each) % 2 === (isBlack ? 1 : 0)) ?? width
    const a2 = changes.find((each) => each > a1) ?? width
    const b = above.findIndex((each, i) => each > at && i % 2 === (isBlack ? 1 : 0))
    const b1 = b === -1 ? width : (above[b] ?? width)
    const b2 = b === -1 ? width : (above[b + 1] ?? width)
    if (b2 < a1) {
      bits.push(modes.get('pass') ?? '')
      at = b2
    } else if (Math.abs(a1 - b1) <= 3) {
      bits.push(modes.get(a1 - b1) ?? '')
      at = a1
      isBlack = !isBlack
    } else {
      bits.push(modes.get('horizontal') ?? '')
      bits.push(codeRun(a1 - Math.max(0, at), isBlack), codeRun(a2 - a1, !isBlack))
      at = a2
    }
  }
  return bits.join('')
}
