import type { Option } from '#ui/SelectField.tsx'

/**
 * Languages to choose from: those of the rows at hand first, then the common ones, each by its name in the reader's
 * language (BCP 47, https://www.rfc-editor.org/info/bcp47).
 */
export function languageOptions(loaded: Iterable<string>): Option<string>[] {
  const codes = new Set([...[...loaded].filter((code) => code !== '').sort(), ...COMMON])
  return [...codes].map((value) => ({ value, label: languageName(value) }))
}

/** "German" for `de`; a code that is no language tag is its own name. */
export function languageName(code: string): string {
  if (code === '') return 'No language'
  try {
    return names.of(code) ?? code
  } catch {
    return code
  }
}

/** Lower case, as languages are compared. */
const COMMON = (
  'en en-us en-gb de de-ch de-at fr fr-ca fr-ch it es es-mx pt pt-br nl da sv no nb fi pl cs sk hu ' +
  'ro bg el tr ru uk hr sr sl ar he hi zh ja ko vi th'
).split(' ')

const names = new Intl.DisplayNames(undefined, { type: 'language' })
