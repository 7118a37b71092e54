/** Letters that Unicode has above and below the line: "10⁹/L" must not be read as "109/L". */
const RAISED = ['0123456789+-=()ni', '⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ'] as const
const LOWERED = ['0123456789+-=()', '₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎'] as const

/** A text that is written above or below the line, in the letters for it where there are such. */
export function raise(text: string, way: 'superscript' | 'subscript'): string {
  const [plain, moved] = way === 'superscript' ? RAISED : LOWERED
  const letters = Array.from(moved)
  return Array.from(text, (letter) => letters[plain.indexOf(letter)] ?? letter).join('')
}
