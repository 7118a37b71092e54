import { createStore } from '#ui/store.ts'

/** What the console reads that nobody has opened; each such read is in the server's audit log. */
export interface ReadAhead {
  /** The files that the gallery shows in small, and the versions that the timeline does. */
  thumbnails: boolean
  /** The files before and after the one that is open. */
  neighbours: boolean
}

const KEY = 'binnacle.read-ahead'

/** The reader's choice, on this machine. */
export const readAhead = createStore<ReadAhead>(read())

/** Changes and keeps it. */
export function setReadAhead(change: Partial<ReadAhead>): void {
  readAhead.set({ ...readAhead.get(), ...change })
  try {
    localStorage.setItem(KEY, JSON.stringify(readAhead.get()))
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

function read(): ReadAhead {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<ReadAhead>
    return { thumbnails: kept.thumbnails !== false, neighbours: kept.neighbours !== false }
  } catch {
    return { thumbnails: true, neighbours: true }
  }
}
