import { createStore } from '#ui/store.ts'

const KEY = 'binnacle.single-keys'

/** Whether one key alone does something: who speaks to the computer, or brushes keys, may not want that (WCAG 2.1.4). */
export const singleKeys = createStore<boolean>(read())

/** Changes and keeps it. */
export function setSingleKeys(on: boolean): void {
  singleKeys.set(on)
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off')
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

function read(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off'
  } catch {
    return true
  }
}
