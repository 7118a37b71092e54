import { NAMES_FROM_0020 } from './names-from-0020.ts'
import { NAMES_TO_0018 } from './names-to-0018.ts'

/** What the standard says of an attribute. */
export interface Attribute {
  vr: string
  name: string
}

let table: Map<number, Attribute> | undefined

/** The attribute of a tag (PS3.6); `undefined` for a private one, and for one that this table lacks. */
export function attributeOf(tag: number): Attribute | undefined {
  table ??= readTable()
  const group = tag >>> 16
  const element = tag & 0xffff
  if (element === 0) return { vr: 'UL', name: 'Group Length' }
  // Overlays and curves repeat: 6000 to 60FE (PS3.5 §7.6).
  if (group >= 0x6000 && group <= 0x60ff) return table.get(tagOf(0x6000, element))
  return table.get(tag)
}

/** Whether a tag is private: the group is odd (PS3.5 §7.8). */
export function isPrivate(tag: number): boolean {
  return (tag >>> 16) % 2 === 1
}

/** As the standard writes it, "(0010,0020)". */
export function tagText(tag: number): string {
  const digits = (number: number) => number.toString(16).toUpperCase().padStart(4, '0')
  return `(${digits(tag >>> 16)},${digits(tag & 0xffff)})`
}

/** Never negative, as a bitwise "or" would be. */
export function tagOf(group: number, element: number): number {
  return group * 65_536 + element
}

function readTable(): Map<number, Attribute> {
  const found = new Map<number, Attribute>()
  for (const line of `${NAMES_TO_0018}${NAMES_FROM_0020}`.split('\n')) {
    const [group = '', ...entries] = line.split('|')
    for (const entry of entries) {
      const tag = tagOf(Number.parseInt(group, 16), Number.parseInt(entry.slice(0, 4), 16))
      found.set(tag, { vr: entry.slice(4, 6), name: entry.slice(6) })
    }
  }
  return found
}
