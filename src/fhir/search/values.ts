/** The values of a search parameter, in whose text R4 gives `,`, `|` and `$` a meaning (https://hl7.org/fhir/R4/search.html#escaping). */

/** A value for one alternative, with what R4 reserves escaped. */
export function escapeSearchValue(value: string): string {
  return value.replace(/[\\,$|]/g, '\\$&')
}

/** Alternatives between commas that no backslash escapes, without what says nothing; each as it was written. */
export function splitAlternatives(value: string): string[] {
  return splitAt(value, ',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** At the first `|` that no backslash escapes: what stands before it, if there is one, and behind it. */
export function splitToken(value: string): { system?: string; code: string } {
  const [first = '', ...rest] = splitAt(value, '|')
  if (rest.length === 0) return { code: unescapeSearchValue(first) }
  return { system: unescapeSearchValue(first), code: unescapeSearchValue(rest.join('|')) }
}

/** A backslash before anything that is not reserved is itself. */
export function unescapeSearchValue(value: string): string {
  return value.includes('\\') ? value.replace(/\\([\\,$|])/g, '$1') : value
}

function splitAt(value: string, separator: ',' | '|'): string[] {
  // Thousands of ids have none.
  if (!value.includes('\\')) return value.split(separator)
  const parts: string[] = []
  let start = 0
  for (let at = 0; at < value.length; at += 1) {
    const char = value.charAt(at)
    if (char === '\\' && /[\\,$|]/.test(value.charAt(at + 1))) at += 1
    else if (char === separator) {
      parts.push(value.slice(start, at))
      start = at + 1
    }
  }
  parts.push(value.slice(start))
  return parts
}
