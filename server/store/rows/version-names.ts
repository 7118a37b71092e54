import { PAGE_BYTES } from '../binaries.ts'
import type { NamedVersion } from '../binaries.ts'

/** Which version it is, and what its fields weigh in bytes: told without reading them. */
export interface NameRow {
  sequence: number
  id: string
  number: number
  weight: number
}

/** The first of them, up to the one with which they pass what a page may weigh. */
export function fittingPage(rows: readonly NameRow[]): NameRow[] {
  let weight = 0
  const last = rows.findIndex((row) => {
    weight += row.weight
    return weight > PAGE_BYTES
  })
  return last === -1 ? [...rows] : rows.slice(0, last + 1)
}

export function toName({ sequence, id, number, weight }: NameRow): NamedVersion {
  return { sequence, id, versionId: String(number), weight }
}
