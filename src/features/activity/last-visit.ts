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

const PREFIX = 'binnacle.activity.'

function key(org: string): string {
  return PREFIX + org
}

/** Nothing says any more which organizations were looked at. */
export function forgetVisits(): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(PREFIX)) localStorage.removeItem(name)
  } catch {
    // Storage may be forbidden: then nothing was stored.
  }
}
