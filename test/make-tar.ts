import { bytesOf, joined } from './make-zip.ts'

/** An entry of a tar archive as a test wants it. What is left out is that of a plain file. */
export interface TarPart {
  name: string | Uint8Array
  data?: string | Uint8Array
  type?: string
  link?: string
  prefix?: string
  /** As it is written, where it is not the data's. */
  size?: string | Uint8Array
  sum?: string
}

/** A tar archive, block by block (POSIX ustar). @param hasEnd the two empty blocks */
export function makeTar(parts: readonly TarPart[], hasEnd = true): Uint8Array<ArrayBuffer> {
  const end = hasEnd ? [new Uint8Array(1024)] : []
  return joined([...parts.flatMap(partBlocks), ...end])
}

function partBlocks(part: TarPart): Uint8Array[] {
  const data = bytesOf(part.data ?? '')
  const header = new Uint8Array(512)
  const put = (at: number, text: string | Uint8Array) => header.set(bytesOf(text), at)
  put(0, bytesOf(part.name).subarray(0, 100))
  put(100, '0000644\0')
  put(124, part.size ?? `${data.length.toString(8).padStart(11, '0')}\0`)
  put(136, '15174661216\0')
  put(156, part.type ?? '0')
  put(157, part.link ?? '')
  put(257, 'ustar\x0000')
  put(265, 'ward3')
  put(297, 'staff')
  put(345, part.prefix ?? '')
  put(148, '        ')
  const sum = header.reduce((total, byte) => total + byte, 0)
  put(148, part.sum ?? `${sum.toString(8).padStart(6, '0')}\0 `)
  const content = new Uint8Array(Math.ceil(data.length / 512) * 512)
  content.set(data)
  return [header, content]
}

/** One record of a pax header, its length included. */
export function paxRecord(key: string, value: string): string {
  const rest = bytesOf(` ${key}=${value}\n`).length
  const length = rest + String(rest + String(rest).length).length
  return `${length} ${key}=${value}\n`
}
