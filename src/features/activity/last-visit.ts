/** The newest change that the reader has seen in each organization: an instant, kept in this browser alone. */
export const lastVisit = {
  read(org: string): string | undefined {
    try {
      return localStorage.getItem(key(org)) ?? undefined
    } catch {
      return undefined
    }
  },
  /** Never goes back. Where the browser keeps nothing, nothing is marked as new: that is all. */
  write(org: string, instant: string): void {
    const before = lastVisit.read(org)
    if (before !== undefined && Date.parse(before) >= Date.parse(instant)) return
    try {
      localStorage.setItem(key(org), instant)
    } catch {
      // A full or forbidden storage is no reason to fail.
    }
  },
}

function key(org: string): string {
  return `binnacle.activity.${org}`
}
