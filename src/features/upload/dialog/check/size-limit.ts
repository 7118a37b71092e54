import type { SizeLimit } from './findings.ts'

/** The smallest size that the server refused, for each organization, in this tab. */
const refused = new Map<string, number>()

/** The server answered 413 to a file of that many bytes. */
export function rememberTooLarge(org: string, bytes: number): void {
  refused.set(org, Math.min(bytes, refused.get(org) ?? Infinity))
}

/** @param configured bytes, as `config.json` says it */
export function sizeLimitOf(org: string, configured: number | undefined): SizeLimit | undefined {
  const smallest = refused.get(org)
  if (smallest !== undefined && smallest - 1 < (configured ?? Infinity)) {
    return { bytes: smallest - 1, by: 'refusal' }
  }
  return configured === undefined ? undefined : { bytes: configured, by: 'config' }
}
