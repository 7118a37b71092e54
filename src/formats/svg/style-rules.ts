import type { SvgElement, SvgFindings } from './svg-tree.ts'

/** A rule of a style sheet: what it is for, and what it sets. */
export interface StyleRule {
  selectors: string[]
  properties: Property[]
}

export type Property = [name: string, value: string]

/** A style sheet as far as it is understood, so that what it lets a browser draw can be counted. */
export interface StyleSheet {
  rules: StyleRule[]
  /** Fonts that the sheet carries in itself, each as its own block. */
  fonts: string[]
}

const MOST_RULES = 10_000

/**
 * Reads the style sheet of a drawing: rules for elements, classes and ids, and fonts inside it. All else is left out and
 * counted: imports, animations, media other than the screen, selectors of other sorts.
 */
export function readStyleSheet(css: string, found: SvgFindings): StyleSheet {
  const sheet: StyleSheet = { rules: [], fonts: [] }
  readBlocks(withoutComments(css), sheet, found)
  return sheet
}

/** The properties of a `style` attribute or of a rule that a drawing may use. */
export function readProperties(css: string, found: SvgFindings): Property[] {
  const kept: Property[] = []
  for (const declaration of splitOutside(withoutComments(css), ';')) {
    const at = declaration.indexOf(':')
    const name = declaration.slice(0, at).trim().toLowerCase()
    const value = declaration.slice(at + 1).trim()
    if (declaration.trim() === '') continue
    if (at > 0 && DRAWING_PROPERTIES.has(name)) {
      const safe = safeValue(value, found)
      if (safe !== undefined) kept.push([name, safe])
    } else if (/^(animation|transition)/.test(name)) found.animations += 1
    // What editors keep for themselves begins with a dash.
    else if (!name.startsWith('-')) found.styles += 1
  }
  return kept
}

/**
 * A value that refers to nothing but parts of the drawing itself; `undefined` where it can't be made one. An escape could
 * hide an address, so none is let through.
 */
export function safeValue(value: string, found: SvgFindings): string | undefined {
  const isOpen = value.split('"').length % 2 === 0 || value.split("'").length % 2 === 0
  if (isOpen || /[\\{}<@]|image-set/i.test(value)) {
    found.styles += 1
    return undefined
  }
  let isWhole = true
  const safe = value.replaceAll(URL_VALUE, (_, double, single, bare) => {
    const address = String(double ?? single ?? bare ?? '').trim()
    if (/^#[^\s"'()]+$/.test(address)) return `url(${address})`
    isWhole = false
    if (!address.startsWith('#')) found.outside.add(address.slice(0, 200))
    return 'none'
  })
  if (/url\s*\(/i.test(safe.replaceAll(/url\(#[^\s"'()]+\)/g, ''))) return undefined
  // `url(elsewhere) red` names what to do without it.
  return isWhole ? safe : safe.replace(/^none\s+(?=\S)/, '')
}

const URL_VALUE = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^\s"')]*))\s*\)/gi

function readBlocks(css: string, sheet: StyleSheet, found: SvgFindings): void {
  let at = 0
  while (at < css.length && sheet.rules.length < MOST_RULES) {
    const open = css.indexOf('{', at)
    const head = css.slice(at, open < 0 ? css.length : open)
    const statement = /^\s*(?:<!--|-->|\s)*@(import|charset|namespace)\b([^;{]*);?/i.exec(head)
    if (statement) {
      if (statement[1]?.toLowerCase() === 'import') found.outside.add(addressOf(statement[2] ?? ''))
      at += statement[0].length
      continue
    }
    if (open < 0) break
    const close = endOfBlock(css, open)
    readBlock(head.replaceAll(/<!--|-->/g, '').trim(), css.slice(open + 1, close), sheet, found)
    at = close + 1
  }
  if (sheet.rules.length >= MOST_RULES) found.styles += 1
}

function readBlock(head: string, body: string, sheet: StyleSheet, found: SvgFindings): void {
  const rule = /^@(?:-\w+-)?([\w-]+)/.exec(head)?.[1]
  if (rule === 'media' && /^@media\s+(screen|all)\s*$/i.test(head)) readBlocks(body, sheet, found)
  else if (rule === 'keyframes') found.animations += 1
  else if (rule === 'font-face') readFont(body, sheet, found)
  else if (rule !== undefined || body.includes('{')) found.styles += 1
  else {
    const selectors = head.split(',').map((one) => one.trim().replace(/^:root$/, 'svg'))
    const known = selectors.filter((one) => SELECTOR.test(one) && one.split(/[\s>]+/).length <= 6)
    found.styles += selectors.length - known.length
    const properties = readProperties(body, found)
    if (known.length > 0 && properties.length > 0) {
      sheet.rules.push({ selectors: known, properties })
    }
  }
}

const COMPOUND = String.raw`(?:\*|[A-Za-z][\w-]*)?(?:[.#][A-Za-z_\u0080-\uffff][\w\u0080-\uffff-]*)*`
const SELECTOR = new RegExp(`^(?=\\S)${COMPOUND}(?:(?:\\s*>\\s*|\\s+)(?=[*A-Za-z.#])${COMPOUND})*$`)

/** A font counts only as the data it is; its own checks are the browser's. */
function readFont(body: string, sheet: StyleSheet, found: SvgFindings): void {
  const parts: string[] = []
  for (const declaration of splitOutside(body, ';')) {
    const [, name = '', value = ''] = /^\s*([\w-]+)\s*:\s*([^]*)$/.exec(declaration) ?? []
    if (name === 'src') {
      const data =
        /url\(\s*["']?(data:(?:font|application)\/[\w.+-]+;(?:charset=[\w-]+;)?base64,[A-Za-z0-9+/=\s]+)["']?\s*\)/i.exec(
          value,
        )
      if (data?.[1] === undefined) {
        for (const [, double, single, bare] of value.matchAll(URL_VALUE))
          found.outside.add((double ?? single ?? bare ?? '').slice(0, 200))
      } else parts.push(`src:url(${data[1].replaceAll(/\s/g, '')})`)
    } else if (/^font-(family|weight|style)$/.test(name) && !/[\\{}<@(]/.test(value))
      parts.push(`${name}:${value.trim()}`)
  }
  if (parts.some((part) => part.startsWith('src:')))
    sheet.fonts.push(`@font-face{${parts.join(';')}}`)
}

function addressOf(text: string): string {
  return (/["']([^"']*)["']/.exec(text)?.[1] ?? /\(([^)]*)\)/.exec(text)?.[1] ?? text)
    .trim()
    .slice(0, 200)
}

/** A style sheet without its comments; one that has no end ends it. */
export function withoutComments(css: string): string {
  let rest = ''
  let at = 0
  for (;;) {
    const start = css.indexOf('/*', at)
    if (start < 0) return rest + css.slice(at)
    rest += css.slice(at, start)
    const end = css.indexOf('*/', start + 2)
    if (end < 0) return rest
    at = end + 2
  }
}

/** The `}` that closes the block, or the end of the text. */
function endOfBlock(css: string, open: number): number {
  let depth = 0
  for (let at = open; at < css.length; at += 1) {
    const char = css.charAt(at)
    if (char === '"' || char === "'") {
      const end = css.indexOf(char, at + 1)
      if (end > 0) at = end
    } else if (char === '{') depth += 1
    else if (char === '}') {
      depth -= 1
      if (depth === 0) return at
    }
  }
  return css.length
}

/** Cuts at a mark, but not inside brackets and quotes, where data addresses have it too. */
function splitOutside(css: string, mark: string): string[] {
  const parts: string[] = []
  let from = 0
  let depth = 0
  for (let at = 0; at < css.length; at += 1) {
    const char = css.charAt(at)
    if (char === '"' || char === "'") {
      const end = css.indexOf(char, at + 1)
      if (end > 0) at = end
    } else if (char === '(') depth += 1
    else if (char === ')') depth -= 1
    else if (char === mark && depth <= 0) {
      parts.push(css.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, css.slice(from)]
}

/** The last part of a selector; what stands before it is taken to fit. */
export interface LastPart {
  tag: string
  id: string | undefined
  classes: string[]
}

/** What a selector is for in the end. */
export function lastPartOf(selector: string): LastPart {
  const last = selector.split(/[\s>]+/).at(-1) ?? ''
  return {
    tag: /^[\w*-]+/.exec(last)?.[0].toLowerCase() ?? '*',
    id: /#([^.#]+)/.exec(last)?.[1],
    classes: [...last.matchAll(/\.([^.#]+)/g)].map(([, word = '']) => word),
  }
}

/** Whether an element is what the last part of a selector is for. */
export function fits({ name, attributes }: SvgElement, { tag, id, classes }: LastPart): boolean {
  if (tag !== '*' && tag !== name.toLowerCase()) return false
  if (id !== undefined && attributes.get('id') !== id) return false
  if (classes.length === 0) return true
  const own = (attributes.get('class') ?? '').split(/\s+/)
  return classes.every((word) => own.includes(word))
}

/** The presentation attributes of SVG 2 (https://www.w3.org/TR/SVG2/propidx.html) and what else places or writes. */
const DRAWING_PROPERTIES = new Set(
  (
    'alignment-baseline baseline-shift clip clip-path clip-rule color color-interpolation color-interpolation-filters ' +
    'color-rendering cursor cx cy d direction display dominant-baseline fill fill-opacity fill-rule filter flood-color ' +
    'flood-opacity font font-family font-feature-settings font-kerning font-size font-size-adjust font-stretch font-style font-variant ' +
    'font-variant-ligatures font-weight height image-rendering isolation letter-spacing lighting-color line-height marker marker-end ' +
    'marker-mid marker-start mask mask-type mix-blend-mode opacity overflow paint-order pointer-events r rx ry ' +
    'shape-rendering stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin ' +
    'stroke-miterlimit stroke-opacity stroke-width text-align text-anchor text-decoration text-indent text-rendering ' +
    'text-transform transform transform-box transform-origin unicode-bidi vector-effect visibility white-space width ' +
    'word-spacing writing-mode x y enable-background background-color background'
  ).split(' '),
)
