import type { Context } from '../context.ts'
import { STYLE_BITS } from '../formats.ts'
import type { WordAction } from '../words/char-words.ts'

/**
 * Formulas (RTF 1.9.1, “Mathematics”) in one line: a fraction as (1)/(2), so that nobody reads it as 12; what is raised or
 * lowered stays so.
 */
export const MATH_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['mmath', sayMath],
  ['moMath', sayMath],
  ['moMathPara', sayMath],
  ['mmathPict', (context) => context.skipGroup()],
  ['mnum', (context) => between(context, '(', ')')],
  ['mden', (context) => between(context, '/(', ')')],
  ['mrad', (context) => between(context, '√(', ')')],
  ['md', (context) => between(context, '(', ')')],
  ['msup', (context) => script(context, 'sup')],
  ['msub', (context) => script(context, 'sub')],
  ['mdeg', (context) => script(context, 'sup')],
])

function sayMath({ remarks }: Context): void {
  remarks.say('Formulas are shown in one line; compare them with the original where they matter.')
}

function between(context: Context, before: string, after: string): void {
  context.addCharacter(before)
  context.atEnd(() => context.addCharacter(after))
}

function script({ state }: Context, style: 'sub' | 'sup'): void {
  state.edit().styles |= STYLE_BITS[style]
}
