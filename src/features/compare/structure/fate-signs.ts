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

/** Steps of a level; deep ones stay readable. */
export function indent(depth: number): { paddingInlineStart: string } {
  return { paddingInlineStart: `calc(var(--space-2) + ${Math.min(depth, 8)} * var(--space-3))` }
}
