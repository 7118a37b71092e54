import { createStore } from '#ui/store.ts'
import { DEFAULT_SLOTS } from './queue/queue-state.ts'

const KEY = 'binnacle.uploads.at-a-time'

/** What can be chosen; browsers open six connections to a server, and the pages need some of them. */
export const SLOT_CHOICES = [1, 2, 3, 4, 5] as const

/** How many files are uploaded at a time; the choice holds on this machine. */
export const uploadSlots = createStore<number>(read())

/** Changes and keeps it. */
export function setUploadSlots(slots: number): void {
  uploadSlots.set(slots)
  try {
    localStorage.setItem(KEY, String(slots))
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

function read(): number {
  try {
    const kept = Number(localStorage.getItem(KEY))
    return SLOT_CHOICES.find((each) => each === kept) ?? DEFAULT_SLOTS
  } catch {
    return DEFAULT_SLOTS
  }
}
