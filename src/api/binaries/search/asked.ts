/** What every search can ask for, judged here: small, since the first page needs it. */
import { typedLanguages } from '#fhir/search/plain.ts'
import type { Binary } from '#fhir/types.ts'
import type { BinarySearch } from './search-types.ts'

/**
 * How languages are found: by a server exactly, where the console filters with their regions (`de` finds `de-CH`).
 * https://www.rfc-editor.org/rfc/rfc4647#section-3.3.1
 */
export type LanguageReach = 'exact' | 'regions'

/** Whether a Binary has one of the ids and one of the languages, where any are asked for. */
export function hasIdAndLanguage(
  binary: Binary,
  { ids, language }: { ids: readonly string[]; language?: string | undefined },
  reach: LanguageReach,
): boolean {
  return (
    (ids.length === 0 || ids.includes(binary.id ?? '')) && isInLanguage(binary, language, reach)
  )
}

/** @param asked codes with commas between; none asks for nothing */
export function isInLanguage(
  { language }: Binary,
  asked: BinarySearch['language'],
  reach: LanguageReach,
): boolean {
  const codes = typedLanguages(asked?.toLowerCase())
  const is = language?.toLowerCase() ?? ''
  if (codes.length === 0) return true
  return codes.some((code) => is === code || (reach === 'regions' && is.startsWith(`${code}-`)))
}
