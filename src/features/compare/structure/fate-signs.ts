import type { Fate } from './rows.ts'

/** What marks a row beside its colour. */
export const SIGNS: Record<Fate, string> = {
  same: '',
  added: '+',
  removed: '−',
  changed: '±',
  moved: '↕',
}

/** What a screen reader says instead of the sign. */
export const SPOKEN: Record<Fate, string | undefined> = {
  same: undefined,
  added: 'Added',
  removed: 'Removed',
  changed: 'Changed',
  moved: 'Moved',
}
