import type { Context } from '../context.ts'
import { NOWHERE, STYLE_BITS } from '../formats.ts'
import type { WordAction } from '../words/char-words.ts'

/**
 * Formulas (RTF 1.9.1, “Mathematics”) in one line: a fraction as (1)/(2), so that nobody reads it as 12; what is raised or
 * lowered stays so, and brackets, sums and integrals have their signs.
 */
export const MATH_PARTS: ReadonlyMap<string, WordAction> = new Map<string, WordAction>([
  ['mmath', sayMath],
  ['moMath', sayMath],
  ['moMathPara', sayMath],
  ['mmathPict', (context) => context.skipGroup()],
  ['mnum', (context) => between(context, '(', ')')],
  ['mden', (context) => between(context, '/(', ')')],
  ['mrad', (context) => between(context, '√(', ')')],
  ['mmr', (context) => between(context, '[', ']')],
  ['msup', (context) => script(context, 'sup')],
  ['msub', (context) => script(context, 'sub')],
  ['mdeg', (context) => script(context, 'sup')],
  ['md', readBrackets],
  ['mdPr', (context) => readSign(context, '(')],
  ['mnaryPr', (context) => readSign(context, '∫')],
  ['mbegChr', readOpening],
  ['mchr', readOpening],
  [
    'mendChr',
    (context) =>
      context.collect((text) => {
        context.mathClosing = text
      }),
  ],
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

/** Brackets of whatever kind their properties say. */
function readBrackets(context: Context): void {
  context.mathClosing = ')'
  let closing: string | undefined
  const around = context.mathBrackets
  context.mathBrackets = () => {
    closing ??= context.mathClosing
  }
  context.atEnd(() => {
    context.mathBrackets = around
    context.addCharacter(closing ?? ')')
  })
}

/** The properties end with the sign that comes before what is inside. */
function readSign(context: Context, usual: string): void {
  const { destination } = context.state
  context.mathOpening = usual
  context.redirect(NOWHERE)
  context.atEnd(() => {
    context.mathBrackets?.()
    context.state.destination = destination
    context.addCharacter(context.mathOpening)
  })
}

function readOpening(context: Context): void {
  context.collect((text) => {
    context.mathOpening = text
  })
}
