/**
 * Languages to choose from where any other may be typed: those at hand first, then the common ones, each by its name in
 * the reader's language (BCP 47, https://www.rfc-editor.org/info/bcp47).
 */
export function languageOptions(atHand: Iterable<string> = []): { value: string; label: string }[] {
  const codes = new Set([...[...atHand].filter((code) => code !== '').sort(), ...COMMON])
  return [...codes].map((value) => ({ value, label: languageName(value) ?? value }))
}

/**
 * The name of a language in the reader's own, "German (Switzerland)" for `de-CH`.
 *
 * @param code BCP 47, as other servers may misspell it
 * @returns `undefined` for what is not a code, or is one without a name
 */
export function languageName(code: string, locale?: string): string | undefined {
  try {
    return new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(code)
  } catch {
    return undefined
  }
}

const COMMON = (
  'en en-US en-GB de de-CH de-AT fr fr-CA fr-CH it es es-MX pt pt-BR nl da sv no nb fi pl cs sk hu ' +
  'ro bg el tr ru uk hr sr sl ar he hi zh ja ko vi th'
).split(' ')
