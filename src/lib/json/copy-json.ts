/**
 * A copy of a JSON value that shares nothing but its texts, which never change: a document with a large one costs no
 * more than one with a short one. Recursive: for what is known not to nest deep.
 */
export function copyJson<Json>(value: Json): Json {
  return copyOf(value) as Json
}

function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(copyOf)
  // A spread makes a member of its own of `__proto__`, too; assigning it would not.
  const copy: Record<string, unknown> = { ...value }
  for (const [name, member] of Object.entries(copy)) {
    if (typeof member !== 'object' || member === null) continue
    if (name === '__proto__') Object.defineProperty(copy, name, { ...OWN, value: copyOf(member) })
    else copy[name] = copyOf(member)
  }
  return copy
}

const OWN = { configurable: true, enumerable: true, writable: true }
