/** What stands in a format as it is: quoted and escaped letters, spaces as wide as a letter, letters that fill. */
const LITERAL = /"[^"]*"|[\\_*]./g

/** The parts of a format for numbers above, below and at zero, and for text. */
export function sectionsOf(code: string): string[] {
  return code.match(/(?:"[^"]*"|[\\_*].|[^;])+|(?<=;|^)(?=;|$)/g) ?? []
}

/**
 * Whether a format of dates or times shows a year, month or day (ECMA-376 part 1 §18.8.31). An `m` is minutes behind hours
 * and before seconds, else the month; `mmm` is always the month.
 */
export function hasCalendarPart(code: string): boolean {
  const bare = code
    .replaceAll(LITERAL, '')
    .replaceAll(/\[(?:(h|s)+|[^\]]*)\]/gi, (_, unit: string | undefined) => unit ?? '')
    .replaceAll(/AM\/PM|A\/P|General/gi, '')
  return bare.split(';').some((section) => {
    const parts = section.toLowerCase().match(/m+|h+|s+|[ydebg]/g) ?? []
    return parts.some((part, at) => {
      if (!part.startsWith('m')) return /[ydebg]/.test(part)
      return part.length > 2 || !(parts[at - 1]?.startsWith('h') || parts[at + 1]?.startsWith('s'))
    })
  })
}
