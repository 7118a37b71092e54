import { BATCH_COUNT } from '#api/uploads/batch.ts'
import { fitting, mayGoTogether, placesOf, placesSoFar, togetherIn } from './batches.ts'
import { holdOf, isProbing } from './holding.ts'
import { areTwins, type UploadItem } from './item.ts'
import { itemAt, type QueueState } from './queue-state.ts'

/** In bytes: above it, one upload lasts so long that small ones must not wait for it. One place is always theirs. */
const LARGE = 16 * 1024 * 1024
/** Of these one at a time, in bytes: two would only halve each other's speed and double the encoded copy. */
const HUGE = 100_000_000

/** What is to be started now, in the queue's order; nothing while something holds the queue. */
export function nextToStart(state: QueueState): UploadItem[] {
  if (holdOf(state) !== undefined) return []
  const slots = isProbing(state) ? 1 : state.slots
  const running = state.active.flatMap((key) => itemAt(state, key) ?? [])
  if (placesOf(running, state) >= slots) return []
  const together = togetherIn(state, running)
  const isTogether = together.size > 0
  const joins = (item: UploadItem) => together.has(item.org) && mayGoTogether(item, state)
  const isFull = (taking: readonly UploadItem[]) =>
    (isTogether ? placesSoFar : placesOf)(taking, state) >= slots
  /** One more of those that go together may need no place of its own. */
  const fitsIn = (item: UploadItem) => placesSoFar([...running, item], state) <= slots
  const begun = new Set(running)
  // With one place only there is none to keep for the small ones: they come first.
  const rounds = slots === 1 ? [isSmall, isAny] : [isAny]
  for (const fits of rounds) {
    let full = isFull(running)
    for (const item of state.items) {
      if (item.state.kind !== 'waiting' || !fits(item) || begun.has(item)) continue
      if (full) {
        if (isTogether && !joins(item)) continue
        if (!isTogether || !fitsIn(item)) break
      }
      // Those of one request in one go: what comes next starts with the next event.
      if (isTogether && running.length - state.active.length >= BATCH_COUNT) break
      if (!mayRunBeside(item, running, slots)) continue
      running.push(item)
      begun.add(item)
      full = isFull(running)
    }
  }
  const starting = running.slice(state.active.length)
  const under = running.slice(0, state.active.length)
  return isTogether ? fitting(under, starting, { state, slots }) : starting
}

/** What is likely to be started after those that run, in the queue's order, at most so many. */
export function upcoming({ items }: QueueState, count: number): UploadItem[] {
  const next: UploadItem[] = []
  for (const item of items) {
    if (next.length >= count) break
    if (item.state.kind === 'waiting') next.push(item)
  }
  return next
}

function mayRunBeside(item: UploadItem, running: readonly UploadItem[], slots: number): boolean {
  const size = item.facts.size
  if (size > HUGE && running.some(({ facts }) => facts.size > HUGE)) return false
  const large = running.filter((one) => !isSmall(one)).length
  if (!isSmall(item) && large > 0 && large >= slots - 1) return false
  // While one of two equals is looked for, the other must not be stored meanwhile, or it could be mistaken for it.
  return !running.some(
    (other) => areTwins(item, other) && (isUncertain(item) || isUncertain(other)),
  )
}

function isSmall({ facts }: UploadItem): boolean {
  return facts.size <= LARGE
}

function isAny(): boolean {
  return true
}

function isUncertain({ uncertainSince }: UploadItem): boolean {
  return uncertainSince !== undefined
}
