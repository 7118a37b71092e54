import { VISIT_KEY } from './forget-visits.ts'

/** The newest change that the reader has seen in each organization: an instant, kept in this browser alone. */
export const lastVisit = {
  read(org: string): string | undefined {
    try {
      return localStorage.getItem(key(org)) ?? undefined
    } catch {
      return undefined
    }
  },
  /** Never moves back in time. Where the browser stores nothing, nothing is marked as new. */
  write(org: string, instant: string): void {
    const before = lastVisit.read(org)
    if (before !== undefined && Date.parse(before) >= Date.parse(instant)) return
    try {
      localStorage.setItem(key(org), instant)
    } catch {
      // Storage may be full or forbidden: the feed works without.
    }
  },
}

function key(org: string): string {
  return VISIT_KEY + org
}
