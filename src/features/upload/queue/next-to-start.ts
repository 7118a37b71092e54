import { areTwins, isActive, type UploadItem } from './item.ts'
import type { QueueState } from './queue-state.ts'

/** Uploads at a time. */
const SLOTS = 3
/** Of larger files one at a time, in bytes: two would only halve each other's speed and double the encoded copy. */
const LARGE = 100_000_000

/** What is to be started now, in the queue's order; nothing while the queue is paused. */
export function nextToStart({ items, paused }: QueueState): UploadItem[] {
  if (paused !== undefined) return []
  const running = items.filter(isActive)
  const next: UploadItem[] = []
  for (const item of items) {
    const all = [...running, ...next]
    if (all.length >= SLOTS) break
    if (item.state.kind !== 'waiting') continue
    if (isLarge(item) && all.some(isLarge)) continue
    // While one of two equals is looked for, the other must not be stored meanwhile, or it could be mistaken for it.
    if (all.some((other) => areTwins(item, other) && (isUncertain(item) || isUncertain(other)))) {
      continue
    }
    next.push(item)
  }
  return next
}

function isLarge({ facts }: UploadItem): boolean {
  return facts.size > LARGE
}

function isUncertain({ uncertainSince }: UploadItem): boolean {
  return uncertainSince !== undefined
}
