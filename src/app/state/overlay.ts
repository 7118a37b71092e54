import { createStore } from '#ui/store.ts'

/** What lies over the page, opened by a key or by a menu. */
export const overlay = createStore<'none' | 'find' | 'palette' | 'shortcuts' | 'access-reason'>(
  'none',
)
