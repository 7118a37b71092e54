/** EN 1064 (SCP-ECG) §5.2: a record is a checksum, its size, and sections, of which section 0 says where the others are. */
export interface ScpRecord {
  /** The content of each section behind its header of 16 bytes. */
  sections: Map<number, ScpSection>
  /** To be told: sections whose checksum is wrong, or that are cut. */
  problems: string[]
}

export type ScpSection = DataView

const HEADER = 16
const MOST_SECTIONS = 64

/** @returns `undefined` where there is no section 0 with pointers */
export function readScpRecord(bytes: Uint8Array): ScpRecord | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.byteLength < 6 + HEADER || view.getUint16(8, true) !== 0) return undefined
  const problems: string[] = []
  const size = view.getUint32(2, true)
  if (size > view.byteLength) {
    problems.push(`The file is cut off: ${view.byteLength} of ${size} bytes are there.`)
  } else if (checksum(bytes.subarray(2, size)) !== view.getUint16(0, true)) {
    problems.push('The checksum of the whole record is wrong: it was changed or damaged.')
  }
  const sections = new Map<number, ScpSection>()
  const end = Math.min(view.byteLength, 6 + Math.max(HEADER, view.getUint32(10, true)))
  for (let at = 6 + HEADER; at + 10 <= end && at < 6 + HEADER + MOST_SECTIONS * 10; at += 10) {
    const id = view.getUint16(at, true)
    const length = view.getUint32(at + 2, true)
    // From 1, as the standard counts bytes.
    const start = view.getUint32(at + 6, true) - 1
    if (length <= HEADER || start < 0 || id === 0) continue
    const section = sectionAt(bytes, { id, start, length }, problems)
    if (section) sections.set(id, section)
  }
  return { sections, problems }
}

function sectionAt(
  bytes: Uint8Array,
  { id, start, length }: { id: number; start: number; length: number },
  problems: string[],
): ScpSection | undefined {
  if (start + HEADER > bytes.length) {
    problems.push(`Section ${id} is missing: it would begin behind the end of the file.`)
    return undefined
  }
  const whole = bytes.subarray(start, start + length)
  const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength)
  if (view.getUint16(2, true) !== id) {
    problems.push(`Section ${id} is not where the record says, and was not read.`)
    return undefined
  }
  if (whole.length < length) problems.push(`Section ${id} is cut off.`)
  else if (checksum(whole.subarray(2)) !== view.getUint16(0, true)) {
    problems.push(`The checksum of section ${id} is wrong: what it holds may be damaged.`)
  }
  return new DataView(whole.buffer, whole.byteOffset + HEADER, whole.byteLength - HEADER)
}

/** CRC-CCITT of the standard's annex: 0x1021, begun with all ones. */
export function checksum(bytes: Uint8Array): number {
  let crc = 0xffff
  for (const byte of bytes) {
    crc ^= byte << 8
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1
    crc &= 0xffff
  }
  return crc
}

/** Text up to its first NUL: UTF-8 where it is that, else ISO 8859-1, the standard's default. */
export function scpText(section: ScpSection, at: number, length: number): string {
  const from = Math.min(at, section.byteLength)
  const most = Math.max(0, Math.min(length, section.byteLength - from))
  const bytes = new Uint8Array(section.buffer, section.byteOffset + from, most)
  const end = bytes.indexOf(0)
  const own = end === -1 ? bytes : bytes.subarray(0, end)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(own).trim()
  } catch {
    return new TextDecoder('latin1').decode(own).trim()
  }
}
