import type { Binary } from './types.ts'

/** Each inner list holds alternatives (OR); all the outer ones must hold (AND). */
export interface BinaryCriteria {
  ids: string[][]
  languages: string[][]
}

/** `_id` and `_language` of a search; a parameter without a value says nothing, as R4 has it. */
export function parseBinaryCriteria(params: URLSearchParams): BinaryCriteria {
  return {
    ids: params.getAll('_id').map(alternatives).filter(notEmpty),
    languages: params.getAll('_language').map(alternatives).filter(notEmpty),
  }
}

/** Ids are compared exactly, languages as whole codes without regard to case. */
export function matchesCriteria(binary: Binary, criteria: BinaryCriteria): boolean {
  const language = binary.language?.toLowerCase()
  return (
    criteria.ids.every((ids) => binary.id !== undefined && ids.includes(binary.id)) &&
    criteria.languages.every((codes) => codes.some((code) => code.toLowerCase() === language))
  )
}

/** A value for one alternative, with what R4 reserves escaped. */
export function escapeSearchValue(value: string): string {
  return value.replace(/[\\,$|]/g, '\\$&')
}

/** The languages that a reader typed, any of which will do: `de, en`. */
export function typedLanguages(text: string | undefined): string[] {
  return (text ?? '')
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

/** Splits at commas that no backslash escapes (https://hl7.org/fhir/R4/search.html#escaping). */
function alternatives(value: string): string[] {
  const found: string[] = []
  let current = ''
  for (let i = 0; i < value.length; i += 1) {
    const char = value.charAt(i)
    if (char === '\\' && /[\\,$|]/.test(value.charAt(i + 1))) {
      i += 1
      current += value.charAt(i)
    } else if (char === ',') {
      found.push(current)
      current = ''
    } else current += char
  }
  found.push(current)
  return found.map((one) => one.trim()).filter((one) => one !== '')
}

function notEmpty(list: string[]): boolean {
  return list.length > 0
}
