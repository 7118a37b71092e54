/**
 * The tokens of a JSON Pointer (RFC 6901), unescaped; `[]` is the whole document.
 * `undefined` when it is none: it doesn't start with `/`, or a `~` stands before neither 0 nor 1.
 */
export function parsePointer(pointer: string): string[] | undefined {
  if (pointer === '') return []
  if (!pointer.startsWith('/') || /~(?![01])/.test(pointer)) return undefined
  return pointer
    .slice(1)
    .split('/')
    .map((token) => token.replace(/~1/g, '/').replace(/~0/g, '~'))
}

/** Array indices have no sign and no leading zero (RFC 6901 §4). */
export function parseIndex(token: string): number | undefined {
  return /^(0|[1-9]\d{0,15})$/.test(token) ? Number(token) : undefined
}

/** What a pointer leads to. Only own members count: `/constructor` is nothing. */
export type Located =
  | { found: true; value: unknown }
  | { found: false; /** Whether a value may be added there. */ parent: unknown }

export function locate(document: unknown, tokens: readonly string[]): Located {
  let value = document
  for (const [depth, token] of tokens.entries()) {
    const parent = value
    const last = depth === tokens.length - 1
    const next = member(parent, token)
    if (!next) return { found: false, parent: last ? parent : undefined }
    value = next.value
  }
  return { found: true, value }
}

function member(parent: unknown, token: string): { value: unknown } | undefined {
  if (Array.isArray(parent)) {
    const index = parseIndex(token)
    return index !== undefined && index < parent.length ? { value: parent[index] } : undefined
  }
  if (typeof parent !== 'object' || parent === null || !Object.hasOwn(parent, token))
    return undefined
  return { value: (parent as Record<string, unknown>)[token] }
}
