/** Views that end with the session, and those that their owner wants to find again: in the local storage of this origin. */
export const VIEW_KEYS = { session: 'binnacle.views', kept: 'binnacle.views.kept' } as const

/** At the end of a session: what a search was for may name a patient, and must not wait for the next person. */
export function forgetViews(): void {
  try {
    localStorage.removeItem(VIEW_KEYS.session)
  } catch {
    // Storage may be forbidden: then nothing was stored.
  }
  // The browser tells the other tabs alone.
  dispatchEvent(new StorageEvent('storage', { key: VIEW_KEYS.session }))
}
