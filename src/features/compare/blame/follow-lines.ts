import { matchSequences } from '../align/match-sequences.ts'
import { EXACT, numberLines } from '../text/diff-texts.ts'
import type { Lines } from '../text/lines.ts'

/** Since which version each line of a text stands, as far back as its versions have been looked at. */
export interface LineOrigins {
  /** For each line the place of its version in the list, newest first; `OPEN` for one that may be older. */
  origins: Int32Array<ArrayBuffer>
  /** Where each open line stands in the version that was reached; `OPEN` for those that are settled. */
  places: Int32Array<ArrayBuffer>
  /** How many lines may be older than what was reached. */
  open: number
  /** The place of the oldest version that was looked at. */
  reached: number
}

export const OPEN = -1

/** Where each line of the newer of two texts stands in the older one, and whether all of that was looked for. */
export interface LinePlaces {
  places: Int32Array<ArrayBuffer>
  isRough: boolean
}

/** Before any older version was looked at: each line may be older. */
export function beginOrigins(count: number): LineOrigins {
  return {
    origins: new Int32Array(count).fill(OPEN),
    places: Int32Array.from({ length: count }, (_, line) => line),
    open: count,
    reached: 0,
  }
}

/** The lines that two texts share, as their comparison tells them (`diffTexts`): the older is its left side there, too. */
export function placesInOlder(older: Lines, newer: Lines): LinePlaces {
  const [olderIds, newerIds] = numberLines(older, newer, EXACT)
  const { toRight, isRough } = matchSequences(olderIds, newerIds)
  const places = new Int32Array(newer.count).fill(OPEN)
  for (const [line, there] of toRight.entries()) if (there >= 0) places[there] = line
  return { places, isRough }
}

/**
 * One version further back: what the older one has not is settled, what it has stays open.
 * @param places where each line of the version that was reached stands in the older one; `undefined` where both hold the same
 * @param at the place of the older version in the list
 */
export function followLines(
  before: LineOrigins,
  places: ArrayLike<number> | undefined,
  at: number,
): LineOrigins {
  if (places === undefined) return { ...before, reached: at }
  const next = { ...before, origins: before.origins.slice(), places: before.places.slice() }
  for (let line = 0; line < next.places.length; line += 1) {
    const place = next.places[line] ?? OPEN
    if (place === OPEN) continue
    const older = places[place] ?? OPEN
    next.places[line] = older
    if (older !== OPEN) continue
    next.origins[line] = before.reached
    next.open -= 1
  }
  return { ...next, reached: at }
}

/** After the first version: what it holds stands since then. */
export function settleOpen(before: LineOrigins): LineOrigins {
  return {
    ...before,
    origins: before.origins.map((origin) => (origin === OPEN ? before.reached : origin)),
    places: before.places.map(() => OPEN),
    open: 0,
  }
}

/** The versions that lines stand since, newest first, with how many lines each. Open ones are not counted. */
export function linesByOrigin({ origins }: LineOrigins): Map<number, number> {
  const counts = new Map<number, number>()
  for (const origin of origins) {
    if (origin !== OPEN) counts.set(origin, (counts.get(origin) ?? 0) + 1)
  }
  return new Map([...counts].toSorted(([one], [other]) => one - other))
}
