/**
 * Looks a JSON value over before something recursive touches it, with no recursion of its own.
 * @returns how deep it nests (a scalar: 0), what it weighs (one for each value, and one for each 16 characters of text),
 * and whether any object has a member `__proto__`, which copying by assignment would turn into its prototype
 */
export function measureJson(value: unknown): { depth: number; weight: number; hasProto: boolean } {
  let depth = 0
  let weight = 0
  let hasProto = false
  const stack: [object, number][] = []
  const look = (one: unknown, level: number) => {
    weight += 1
    if (typeof one === 'string') weight += one.length >> 4
    else if (typeof one === 'object' && one !== null) stack.push([one, level])
  }
  look(value, 0)
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [current, level] = next
    depth = Math.max(depth, level + 1)
    // By a counter: `Object.entries` makes a text and a list of each item.
    if (Array.isArray(current)) {
      for (let at = 0; at < current.length; at += 1) look(current[at], level + 1)
      continue
    }
    for (const [key, member] of Object.entries(current)) {
      if (key === '__proto__') hasProto = true
      look(member, level + 1)
    }
  }
  return { depth, weight, hasProto }
}

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
