/** What an HTML text is made of, one after the other: no tree, and nothing that it loads or runs. */
export type HtmlToken =
  | { type: 'text'; text: string }
  | { type: 'open'; name: string; attributes: ReadonlyMap<string, string> }
  | { type: 'close'; name: string }

/** Elements whose content is not text that a reader sees. */
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

/** The named characters of HTML 4 from U+00A0 on, in their order; what is not among them stays as it is written. */
const LATIN =
  'nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml'

const GREEK =
  'Alpha Beta Gamma Delta Epsilon Zeta Eta Theta Iota Kappa Lambda Mu Nu Xi Omicron Pi Rho . Sigma Tau Upsilon Phi Chi Psi Omega . . . . . . . alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigmaf sigma tau upsilon phi chi psi omega'

const OTHERS =
  'quot:22 amp:26 apos:27 lt:3c gt:3e OElig:152 oelig:153 Scaron:160 scaron:161 Yuml:178 fnof:192 circ:2c6 tilde:2dc thetasym:3d1 upsih:3d2 piv:3d6 ensp:2002 emsp:2003 thinsp:2009 zwnj:200c zwj:200d lrm:200e rlm:200f ndash:2013 mdash:2014 lsquo:2018 rsquo:2019 sbquo:201a ldquo:201c rdquo:201d bdquo:201e dagger:2020 Dagger:2021 bull:2022 hellip:2026 permil:2030 prime:2032 Prime:2033 lsaquo:2039 rsaquo:203a oline:203e frasl:2044 euro:20ac image:2111 weierp:2118 real:211c trade:2122 alefsym:2135 larr:2190 uarr:2191 rarr:2192 darr:2193 harr:2194 crarr:21b5 lArr:21d0 uArr:21d1 rArr:21d2 dArr:21d3 hArr:21d4 forall:2200 part:2202 exist:2203 empty:2205 nabla:2207 isin:2208 notin:2209 ni:220b prod:220f sum:2211 minus:2212 lowast:2217 radic:221a prop:221d infin:221e ang:2220 and:2227 or:2228 cap:2229 cup:222a int:222b there4:2234 sim:223c cong:2245 asymp:2248 ne:2260 equiv:2261 le:2264 ge:2265 sub:2282 sup:2283 nsub:2284 sube:2286 supe:2287 oplus:2295 otimes:2297 perp:22a5 sdot:22c5 lceil:2308 rceil:2309 lfloor:230a rfloor:230b lang:2329 rang:232a loz:25ca spades:2660 clubs:2663 hearts:2665 diams:2666'

const NAMED = new Map<string, string>([
  ...LATIN.split(' ').map((name, index) => [name, String.fromCodePoint(0xa0 + index)] as const),
  ...GREEK.split(' ').map((name, index) => [name, String.fromCodePoint(0x391 + index)] as const),
  ...OTHERS.split(' ').map((entry): [string, string] => {
    const [name = '', code = ''] = entry.split(':')
    return [name, String.fromCodePoint(Number.parseInt(code, 16))]
  }),
])

/** Decodes the character references of HTML; numbers 128 to 159 mean Windows-1252, as in every browser. */
function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([A-Za-z][A-Za-z0-9]{1,9}));?/g,
    (all, decimal: string | undefined, hex: string | undefined, name: string | undefined) => {
      if (name !== undefined) return NAMED.get(name) ?? all
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal)
      if (code >= 0x80 && code <= 0x9f) {
        return new TextDecoder('windows-1252').decode(Uint8Array.of(code))
      }
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
      return isCharacter ? String.fromCodePoint(code) : '\ufffd'
    },
  )
}
