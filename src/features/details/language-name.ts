/**
 * The name of a language in the reader's own, "German (Switzerland)" for `de-CH`.
 *
 * @param code BCP 47, as other servers may misspell it
 * @returns `undefined` for what is no code or is nobody's
 */
export function languageName(code: string, locale?: string): string | undefined {
  try {
    return new Intl.DisplayNames(locale, { type: 'language', fallback: 'none' }).of(code)
  } catch {
    return undefined
  }
}
