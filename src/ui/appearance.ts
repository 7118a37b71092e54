import { createStore } from './store.ts'

export interface Appearance {
  /** `system` follows the machine. */
  theme: 'system' | 'light' | 'dark'
  density: 'comfortable' | 'compact'
}

const KEY = 'binnacle.appearance'
const initial: Appearance = { theme: 'system', density: 'comfortable' }

/** The reader's choice, on this machine. */
export const appearance = createStore<Appearance>(read())

/** Writes the choice to the document, where `tokens.css` reads it. */
export function applyAppearance(): void {
  const { theme, density } = appearance.get()
  const { dataset } = document.documentElement
  if (theme === 'system') delete dataset['theme']
  else dataset['theme'] = theme
  dataset['density'] = density
}

/** Changes, applies and keeps it. */
export function setAppearance(change: Partial<Appearance>): void {
  appearance.set({ ...appearance.get(), ...change })
  applyAppearance()
  try {
    localStorage.setItem(KEY, JSON.stringify(appearance.get()))
  } catch {
    // Storage may be forbidden: then it holds until the page is left.
  }
}

function read(): Appearance {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Appearance>
    const theme = (['system', 'light', 'dark'] as const).find((each) => each === kept.theme)
    const density = (['comfortable', 'compact'] as const).find((each) => each === kept.density)
    return { theme: theme ?? initial.theme, density: density ?? initial.density }
  } catch {
    return initial
  }
}
