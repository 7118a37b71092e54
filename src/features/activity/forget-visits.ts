/** Before the id or slug of an organization: the key under which its last visit is stored. */
export const VISIT_KEY = 'binnacle.activity.'

/** Nothing says any more which organizations were looked at. */
export function forgetVisits(): void {
  try {
    for (const name of Object.keys(localStorage))
      if (name.startsWith(VISIT_KEY)) localStorage.removeItem(name)
  } catch {
    // Storage may be forbidden: then nothing was stored.
  }
}
