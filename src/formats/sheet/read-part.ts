import { SaxesParser } from 'saxes'

/** Attributes as they are written, prefixes included; `attribute` reads one whatever its prefix. */
export type Attributes = Readonly<Record<string, string>>

/** What is told of a part while it is read. Names are without their prefixes. */
export interface PartHandler {
  open(name: string, attributes: Attributes): void
  close(name: string): void
  text(text: string): void
}

/** Thrown by a handler that needs no more. */
export class Enough extends Error {}

/** A part that must not be read: it would do harm. */
class Refused extends Error {}

/**
 * Extensions, whose elements have the names of others and mean something else, and what older programs read in the place
 * of what they do not know (ECMA-376 part 3 §10).
 */
const PASSED_OVER = new Set(['extLst', 'Fallback'])
const STEP = 1 << 16
const DEPTH = 256
/** Characters of one text or tag. */
const LONGEST = 20_000_000

/**
 * Reads a part in XML as it comes, without ever having a tree of it. Entities that it declares are never expanded: such
 * a part is refused, as only attacks have them. What is broken is said, and what was read until then stands.
 *
 * @returns what is wrong with it, each in a sentence
 */
export function readPart(bytes: Uint8Array, handler: PartHandler): string[] {
  const parser = new SaxesParser<{ xmlns?: false; position: true }>({ position: true })
  const faults: string[] = []
  let depth = 0
  let lastEvent = 0
  /** The depth of the element that is passed over, while one is. */
  let skipped: number | undefined
  const names = new Map<string, string>()
  const localName = (name: string) => {
    const known = names.get(name)
    if (known !== undefined) return known
    const local = name.slice(name.indexOf(':') + 1)
    if (names.size < 10_000) names.set(name, local)
    return local
  }
  const told = () => {
    lastEvent = parser.position
  }
  parser.on('error', (error) => {
    if (faults.length === 0) faults.push(`It is broken (${plain(error.message)}).`)
  })
  parser.on('doctype', (content) => {
    if (content.includes('[')) throw new Refused('It declares entities, which is refused.')
  })
  parser.on('opentag', ({ name, attributes }) => {
    told()
    depth += 1
    if (depth > DEPTH) throw new Refused(`It nests deeper than ${DEPTH} elements.`)
    const local = localName(name)
    if (skipped === undefined && PASSED_OVER.has(local)) skipped = depth
    if (skipped === undefined) handler.open(local, attributes)
  })
  parser.on('closetag', ({ name }) => {
    told()
    depth -= 1
    if (skipped === undefined) handler.close(localName(name))
    else if (depth < skipped) skipped = undefined
  })
  const text = (content: string) => {
    told()
    if (content !== '' && skipped === undefined) handler.text(content)
  }
  parser.on('text', text)
  parser.on('cdata', text)
  try {
    const decoder = new TextDecoder(encodingOf(bytes))
    for (let at = 0; at < bytes.length; at += STEP) {
      parser.write(decoder.decode(bytes.subarray(at, at + STEP), { stream: true }))
      if (parser.position - lastEvent > LONGEST) throw new Refused('One of its texts never ends.')
    }
    parser.close()
  } catch (error) {
    if (error instanceof Refused) faults.unshift(error.message)
    else if (!(error instanceof Enough)) throw error
  }
  return faults
}

/** By its byte order mark or its own declaration (XML 1.0 appendix F); UTF-8 where neither is known. */
function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  const head = new TextDecoder('latin1').decode(bytes.subarray(0, 200))
  const name = /^[^<]*<\?xml[^>]*encoding=["']([\w.:-]+)["']/.exec(head)?.[1] ?? 'utf-8'
  try {
    const { encoding } = new TextDecoder(name)
    // Whoever can read this declaration byte by byte has no 16-bit letters before him.
    return encoding.startsWith('utf-16') ? 'utf-8' : encoding
  } catch {
    return 'utf-8'
  }
}

/** Without the position that saxes puts in front, which means nothing in a part nobody sees. */
function plain(message: string): string {
  return message.replace(/^\S*\d+:\d+: /, '').slice(0, 100)
}

/** An attribute by its local name, under whatever prefix. */
export function attribute(attributes: Attributes, name: string): string | undefined {
  const plainly = attributes[name]
  if (plainly !== undefined) return plainly
  for (const key in attributes) if (key.endsWith(`:${name}`)) return attributes[key]
  return undefined
}

/** ST_Boolean, with what is meant where it is not there. */
export function isOn(value: string | undefined, otherwise = false): boolean {
  return value === undefined ? otherwise : value === '1' || value === 'true' || value === 'on'
}
