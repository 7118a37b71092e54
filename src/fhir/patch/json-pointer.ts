/**
 * The tokens of a JSON Pointer (RFC 6901), unescaped; `[]` is the whole document.
 * `undefined` when the text is not one: it doesn't start with `/`, or a `~` stands before neither 0 nor 1.
 */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'))
}

/** Whether a pointer has more tokens than `most`; no more of it is looked at than that takes. */
export function hasMoreSteps(pointer: string, most: number): boolean {
  let at = -1
  for (let steps = 0; steps <= most; steps += 1) {
    at = pointer.indexOf('/', at + 1)
    if (at === -1) return false
  }
  return true
}

/** Array indices have no sign and no leading zero (RFC 6901 §4). */
export function parseIndex(token: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(token) ? Number(token) : undefined
}

/** What an object or array holds under that token. Only own members count: `constructor` is nothing. */
export function memberOf(parent: unknown, token: string): { value: unknown } | undefined {
  if (Array.isArray(parent)) {
    const index = parseIndex(token)
    return index !== undefined && index < parent.length ? { value: parent[index] } : undefined
  }
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, token))
    return undefined
  return { value: (parent as Record<string, unknown>)[token] }
}
