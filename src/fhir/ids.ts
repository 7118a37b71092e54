const ID = /^[A-Za-z0-9\-.]{1,64}$/

/**
 * Whether FHIR takes it as a logical id (https://hl7.org/fhir/R4/datatypes.html#id). `.` and `..` are refused
 * although its pattern allows them: every URL parser drops such a segment, so they address something else.
 */
export function isResourceId(text: string): boolean {
  return ID.test(text) && text !== '.' && text !== '..'
}

/**
 * Ids out of whatever was pasted: a column of a spreadsheet, a JSON list, `Binary/x` references, addresses of the
 * API or of this console with anything behind the id. Each once, in the order they came; `rejected` is what is
 * no id of a Binary.
 */
export function parseIds(pasted: string): { ids: string[]; rejected: string[] } {
  const ids = new Set<string>()
  const rejected = new Set<string>()
  for (const token of pasted.split(/[\s,;"'`<>[\](){}|]+/)) {
    if (token === '') continue
    const id = idIn(token)
    if (id !== undefined && isResourceId(id)) ids.add(id)
    else rejected.add(token)
  }
  return { ids: [...ids], rejected: [...rejected] }
}

function idIn(token: string): string | undefined {
  const path = (token.split(/[?#]/, 1)[0] ?? '').replace(/^urn:(uuid|oid):/i, '')
  if (!path.includes('/')) return path
  const segments = path.split('/')
  // The last one: an organization may be called "Binary" too.
  const type = segments.lastIndexOf('Binary')
  return type === -1 ? undefined : segments[type + 1]
}
