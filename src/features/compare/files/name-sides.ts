import { displayName } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { isolate } from '#lib/isolate.ts'

/** A version of one of two files. */
export interface NamedSide {
  binary: Binary
  /** "Version 2" */
  version: string
}

/** What the two sides of two files are called: "letter.txt, version 2". Two of one name say their ids, so that none is taken for the other. */
export function nameSides(left: NamedSide, right: NamedSide): [left: string, right: string] {
  const names = [left, right].map(({ binary }) => displayName(binary))
  const isOneName = names[0] === names[1]
  const ids = shortIds(left.binary.id ?? '', right.binary.id ?? '')
  const title = ({ version }: NamedSide, at: 0 | 1) => {
    const name = isolate(names[at] ?? '')
    return `${isOneName ? `${name} (${ids[at]})` : name}, ${version.toLowerCase()}`
  }
  return [title(left, 0), title(right, 1)]
}

/** As short as tells them apart. */
function shortIds(left: string, right: string): [string, string] {
  const short = (id: string) => (id.length > 12 ? `${id.slice(0, 8)}…` : id)
  return short(left) === short(right) ? [left, right] : [short(left), short(right)]
}
