import type { HuffmanCode } from './scp-huffman.ts'
import type { ScpSection } from './scp-record.ts'

/** How samples are coded: `plain` without section 2, by the default table, or by one of the record's own. */
export type Codes = { type: 'plain' } | { type: 'huffman'; table: HuffmanCode[] | undefined }

const DEFAULT_TABLE = 19_999

/** Section 2 (EN 1064 §5.5). @returns a sentence where its table can't be used */
export function codesOf(section: ScpSection | undefined): Codes | string {
  if (!section || section.byteLength < 2) return { type: 'plain' }
  const tables = section.getUint16(0, true)
  if (tables === DEFAULT_TABLE) return { type: 'huffman', table: undefined }
  if (tables === 0 || section.byteLength < 4) return 'its table of codes is empty.'
  const count = section.getUint16(2, true)
  if (4 + count * 9 > section.byteLength) return 'its table of codes is cut off.'
  const table = Array.from({ length: count }, (_, index) => {
    const at = 4 + index * 9
    return {
      prefixBits: section.getUint8(at),
      totalBits: section.getUint8(at + 1),
      isSwitch: section.getUint8(at + 2) === 0,
      value: section.getInt16(at + 3, true),
      code: section.getUint32(at + 5, true),
    }
  })
  if (table.some(({ isSwitch }) => isSwitch)) {
    return 'its codes switch between tables, which is not undone here.'
  }
  return { type: 'huffman', table }
}

/** Numbers of 16 bits, or differences of them: the first of these as they are. */
export function decodePlain(bytes: Uint8Array, differences: number, count: number): Int16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const values = new Int16Array(Math.min(count, bytes.length >> 1))
  for (let at = 0; at < values.length; at += 1) {
    const before = values[at - 1] ?? 0
    const value = view.getInt16(at * 2, true)
    if (differences === 1 && at > 0) values[at] = value + before
    else if (differences === 2 && at > 1) values[at] = value + 2 * before - (values[at - 2] ?? 0)
    else values[at] = value
  }
  return values
}
