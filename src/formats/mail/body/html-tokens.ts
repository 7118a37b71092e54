import { decodeEntities } from './entities.ts'

/** What an HTML text is made of, one after the other: no tree, and nothing that it loads or runs. */
export type HtmlToken =
  | { type: 'text'; text: string }
  | { type: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { type: 'close'; name: string }

/** Elements whose content is no text that a reader sees. */
const RAW = new Set(['script', 'style', 'template', 'xml', 'noframes', 'iframe', 'object', 'title'])

/** Reads HTML the way mail programs write it, in linear time; what is never closed ends with the text. */
export function* htmlTokens(html: string): Generator<HtmlToken> {
  let at = 0
  const never = new Set<string>()
  while (at < html.length) {
    const open = html.indexOf('<', at)
    const end = open === -1 ? html.length : open
    if (end > at) yield { type: 'text', text: decodeEntities(html.slice(at, end)) }
    if (open === -1) return
    if (html.startsWith('<!--', open)) {
      at = after(html, '-->', open + 4)
      continue
    }
    if (/[!?]/.test(html.charAt(open + 1))) {
      at = after(html, '>', open + 2)
      continue
    }
    const name = /^<(\/?)([A-Za-z][\w:.-]{0,60})/.exec(html.slice(open, open + 64))
    if (name === null) {
      yield { type: 'text', text: '<' }
      at = open + 1
      continue
    }
    const tag = (name[2] ?? '').toLowerCase()
    const close = tagEnd(html, open + name[0].length)
    at = close + 1
    if (name[1] === '/') {
      yield { type: 'close', name: tag }
      continue
    }
    const written = html.slice(open + name[0].length, Math.min(close, open + 20_000))
    yield { type: 'open', name: tag, attributes: attributesOf(written) }
    if (!RAW.has(tag) || written.endsWith('/') || never.has(tag)) continue
    const raw = endOfRaw(html, tag, at)
    if (raw === undefined) never.add(tag)
    else at = raw
  }
}

function after(html: string, mark: string, from: number): number {
  const at = html.indexOf(mark, from)
  return at === -1 ? html.length : at + mark.length
}

/** Where a tag's `>` stands: not one within quotes, unless the quotes are never closed. */
function tagEnd(html: string, from: number): number {
  let quote = ''
  const limit = Math.min(html.length, from + 100_000)
  for (let at = from; at < limit; at += 1) {
    const char = html.charAt(at)
    if (quote !== '') {
      if (char === quote) quote = ''
    } else if (char === '>') return at
    else if ((char === '"' || char === "'") && html[at - 1] === '=') quote = char
  }
  const plain = html.indexOf('>', from)
  return plain === -1 ? html.length : plain
}

function endOfRaw(html: string, tag: string, from: number): number | undefined {
  const pattern = new RegExp(`</${tag}[\\s/>]`, 'gi')
  pattern.lastIndex = from
  return pattern.exec(html)?.index
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  const pattern = /([^\s"'<>/=]{1,60})(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?/g
  for (const [, name = '', double, single, bare] of text.matchAll(pattern)) {
    const key = name.toLowerCase()
    if (!found.has(key)) found.set(key, decodeEntities(double ?? single ?? bare ?? ''))
  }
  return found
}
