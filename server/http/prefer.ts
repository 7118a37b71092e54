export interface Preferences {
  return: 'representation' | 'minimal' | 'OperationOutcome'
  /** Unknown search parameters are refused instead of ignored. */
  strict: boolean
}

/** The `Prefer` header (RFC 7240, https://hl7.org/fhir/R4/http.html#ops); what it does not know is ignored. */
export function parsePrefer(header: string | string[] | undefined): Preferences {
  const preferences: Preferences = { return: 'representation', strict: false }
  const seen = new Set<string>()
  for (const part of [header ?? []].flat().join(',').split(/[,;]/)) {
    const [name = '', value = ''] = part.split('=').map((side) => side.trim())
    const key = name.toLowerCase()
    // The first of several counts (RFC 7240 §2).
    if (seen.has(key)) continue
    seen.add(key)
    const wanted = value.replace(/^"(.*)"$/, '$1').toLowerCase()
    if (key === 'handling') preferences.strict = wanted === 'strict'
    if (key !== 'return') continue
    if (wanted === 'minimal') preferences.return = 'minimal'
    if (wanted === 'operationoutcome') preferences.return = 'OperationOutcome'
  }
  return preferences
}
