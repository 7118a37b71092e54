/** A text without its document type, its entities written out, and what is to be told about it. */
export type ExpandedXml =
  | { type: 'text'; text: string; remarks: string[] }
  /** Its entities grow beyond all measure, or in a circle. */
  | { type: 'refused'; reason: string }

/** Characters; far more than any honest file writes in entities. */
const LARGEST_ENTITY = 500_000
const LARGEST_GROWTH = 4_000_000
const MOST_ENTITIES = 2000

/**
 * Writes out the entities that an XML text declares itself (XML 1.0 §4.4), as drawing programs do for namespaces, and
 * takes its document type away. How far they grow is counted before a single one is written; what lies outside the file
 * is never fetched. A text without declarations comes back without its document type, and otherwise as it is.
 */
export function expandEntities(text: string): ExpandedXml {
  const doctype = findDoctype(text)
  if (doctype === undefined) return { type: 'text', text, remarks: [] }
  const body = `${text.slice(0, doctype.start)} ${text.slice(doctype.end)}`
  try {
    const { values, remarks } = readDeclarations(doctype.subset)
    const sizes = new Map<string, number>()
    for (const name of values.keys()) sizeOf(name, values, sizes, [])
    let growth = 0
    for (const { name } of referencesOf(body)) growth += sizes.get(name) ?? 0
    if (growth > LARGEST_GROWTH) {
      throw new Refused(`Its entities would grow to ${Math.round(growth / 1e6)} million letters.`)
    }
    const written = new Map<string, string>()
    return { type: 'text', text: replaced(body, values, written), remarks }
  } catch (error) {
    if (error instanceof Refused) return { type: 'refused', reason: error.message }
    throw error
  }
}

class Refused extends Error {}

interface Doctype {
  start: number
  end: number
  /** What stands between its brackets. */
  subset: string
}

/** Loops over what may stand before the root, since a comment may be as long as it likes. */
function findDoctype(text: string): Doctype | undefined {
  let at = text.startsWith('\uFEFF') ? 1 : 0
  for (;;) {
    while (/\s/.test(text.charAt(at))) at += 1
    if (text.startsWith('<?', at)) at = behind(text, '?>', at)
    else if (text.startsWith('<!--', at)) at = behind(text, '-->', at + 4)
    else break
  }
  if (!/^<!doctype\s/i.test(text.slice(at, at + 10))) return undefined
  const start = at
  let open = -1
  for (at += 9; at < text.length; at += 1) {
    const char = text.charAt(at)
    if (char === '"' || char === "'") at = behind(text, char, at + 1) - 1
    else if (open < 0 && char === '>') return { start, end: at + 1, subset: '' }
    else if (open < 0 && char === '[') open = at + 1
    else if (open >= 0 && text.startsWith('<!--', at)) at = behind(text, '-->', at + 4) - 1
    else if (open >= 0 && text.startsWith('<?', at)) at = behind(text, '?>', at) - 1
    else if (open >= 0 && char === ']') {
      return { start, end: behind(text, '>', at), subset: text.slice(open, at) }
    }
  }
  return { start, end: text.length, subset: open < 0 ? '' : text.slice(open) }
}

function behind(text: string, mark: string, from: number): number {
  const at = text.indexOf(mark, from)
  return at < 0 ? text.length : at + mark.length
}

/** The entities of an internal subset by their names, the first of a name counts (§4.2). */
function readDeclarations(subset: string) {
  const values = new Map<string, string>()
  const outside = new Set<string>()
  const plain = withoutComments(subset)
  if (/%[\w.:-]+;/.test(plain.replaceAll(/"[^"]*"|'[^']*'/g, ''))) {
    throw new Refused('It builds its entities out of parameter entities.')
  }
  const entity = /<!ENTITY\s+(%\s+)?([^\s"'<>]+)\s+(?:"([^"]*)"|'([^']*)'|(?:SYSTEM|PUBLIC)\b)/g
  for (const [, parameter, name = '', double, single] of plain.matchAll(entity)) {
    if (values.size >= MOST_ENTITIES) throw new Refused('It declares thousands of entities.')
    const value = double ?? single
    if (parameter !== undefined || values.has(name)) continue
    if (value === undefined) outside.add(name)
    values.set(name, value === undefined ? '' : charactersOf(value))
  }
  const remarks: string[] = []
  if (outside.size > 0) {
    remarks.push('It includes text from other files (external entities), which was not fetched.')
  }
  if (/<!ATTLIST\s/.test(plain)) {
    remarks.push('Its document type gives attributes default values, which were not applied.')
  }
  return { values, remarks }
}

function withoutComments(subset: string): string {
  let rest = ''
  let at = 0
  for (;;) {
    const start = subset.indexOf('<!--', at)
    if (start < 0) return rest + subset.slice(at)
    rest += subset.slice(at, start)
    at = behind(subset, '-->', start + 4)
  }
}

/** Character references are read where an entity is declared, others where it is used (§4.4). */
function charactersOf(value: string): string {
  return value.replaceAll(/&#(?:x([\da-f]{1,6})|(\d{1,7}));/gi, (whole, hex, decimal) => {
    const code = hex === undefined ? Number(decimal) : Number.parseInt(String(hex), 16)
    // What would be markup stays a reference, so that it remains text.
    if (code > 0x10_ff_ff || code === 0x26 || code === 0x3c) return whole
    return String.fromCodePoint(code)
  })
}

/** Letters that an entity comes to with all that it refers to. */
function sizeOf(
  name: string,
  values: ReadonlyMap<string, string>,
  sizes: Map<string, number>,
  above: readonly string[],
): number {
  const value = values.get(name)
  const known = sizes.get(name)
  if (value === undefined || known !== undefined) return known ?? 0
  if (above.includes(name)) throw new Refused('Its entities refer to each other in a circle.')
  if (above.length > 100) throw new Refused('Its entities are nested too deep.')
  let size = value.length
  for (const { name: inner } of referencesOf(value)) {
    size += sizeOf(inner, values, sizes, [...above, name])
    if (size > LARGEST_ENTITY) throw new Refused('Its entities grow beyond all measure.')
  }
  sizes.set(name, size)
  return size
}

function replaced(
  text: string,
  values: ReadonlyMap<string, string>,
  written: Map<string, string>,
): string {
  const parts: string[] = []
  let from = 0
  for (const { name, start, end } of referencesOf(text)) {
    const value = values.get(name)
    if (value === undefined) continue
    let whole = written.get(name)
    if (whole === undefined) {
      whole = replaced(value, values, written)
      written.set(name, whole)
    }
    parts.push(text.slice(from, start), whole)
    from = end
  }
  return parts.join('') + text.slice(from)
}

const REFERENCE = /&([^\s&;<>"'#]{1,100});/y

/** References to entities where they count: not in comments, CDATA sections and instructions. */
function* referencesOf(text: string): Generator<{ name: string; start: number; end: number }> {
  const next = /[&<]/g
  for (;;) {
    const found = next.exec(text)
    if (found === null) return
    const at = found.index
    if (found[0] === '<') {
      if (text.startsWith('<!--', at)) next.lastIndex = behind(text, '-->', at + 4)
      else if (text.startsWith('<![CDATA[', at)) next.lastIndex = behind(text, ']]>', at)
      else if (text.startsWith('<?', at)) next.lastIndex = behind(text, '?>', at)
      continue
    }
    REFERENCE.lastIndex = at
    const reference = REFERENCE.exec(text)
    if (reference === null) continue
    // Kept here: whoever takes this may look for references elsewhere meanwhile.
    const end = at + reference[0].length
    next.lastIndex = end
    yield { name: reference[1] ?? '', start: at, end }
  }
}
