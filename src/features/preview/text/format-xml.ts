/**
 * XML laid out for reading: one element to a line, indented by its depth. An element that holds text keeps its inside
 * exactly as it is stored, since there white space may mean something. It reads markup without judging it: what is
 * not XML comes out with its parts on lines, never changed.
 */
export function formatXml(text: string): string {
  const tokens = text.match(TOKENS) ?? []
  const mixed = elementsWithText(tokens)
  const lines: string[] = []
  let depth = 0
  let verbatim: { until: number } | undefined
  for (const [index, token] of tokens.entries()) {
    if (verbatim !== undefined) {
      append(lines, token)
      if (index === verbatim.until) verbatim = undefined
      continue
    }
    if (token.trim() === '') continue
    if (isClosing(token)) depth = Math.max(0, depth - 1)
    lines.push(indent(depth) + token.trim())
    if (!isOpening(token)) continue
    const end = mixed.get(index)
    if (end === undefined) depth += 1
    else verbatim = { until: end }
  }
  return lines.join('\n')
}

/** Comments, CDATA, instructions and declarations whole; tags with quoted attributes; the text between. */
const TOKENS =
  /<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\?[\s\S]*?\?>|<![^>]*>|<\/?[^\s<>"'/!?](?:[^<>"']|"[^"]*"|'[^']*')*>|[^<]+|</g

/** The opening tags whose element holds text of its own (or nothing at all), each with the index of its closing tag. */
function elementsWithText(tokens: readonly string[]): Map<number, number> {
  const found = new Map<number, number>()
  const open: { at: number; hasText: boolean; hasElements: boolean }[] = []
  for (const [index, token] of tokens.entries()) {
    const inside = open.at(-1)
    if (isOpening(token)) {
      if (inside) inside.hasElements = true
      open.push({ at: index, hasText: false, hasElements: false })
    } else if (isClosing(token)) {
      const element = open.pop()
      if (element && (element.hasText || !element.hasElements)) found.set(element.at, index)
    } else if (inside) {
      if (isText(token)) inside.hasText = true
      else if (token.trim() !== '') inside.hasElements = true
    }
  }
  return found
}

function isOpening(token: string): boolean {
  return /^<[^/!?]/.test(token) && token.endsWith('>') && !token.endsWith('/>')
}

function isClosing(token: string): boolean {
  return token.startsWith('</')
}

function isText(token: string): boolean {
  return token.startsWith('<![CDATA[') || (!token.startsWith('<') && token.trim() !== '')
}

function append(lines: string[], token: string): void {
  lines[lines.length - 1] = (lines.at(-1) ?? '') + token
}

function indent(depth: number): string {
  return '  '.repeat(depth)
}
