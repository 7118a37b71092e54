/** Whether the journal may hold something, known without opening it: all that the first page asks. It names nobody. */

const KEY = 'binnacle.uploads'

export function mayHaveKept(): boolean {
  try {
    return localStorage.getItem(KEY) !== null
  } catch {
    return false
  }
}

export function flagKept(isKept: boolean): void {
  try {
    if (isKept) localStorage.setItem(KEY, '1')
    else localStorage.removeItem(KEY)
  } catch {
    // Where storage is forbidden, so is the journal.
  }
}
