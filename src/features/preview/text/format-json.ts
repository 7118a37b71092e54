/**
 * JSON laid out for reading. Only white space between tokens changes: numbers keep every digit and strings every
 * escape, which `JSON.stringify(JSON.parse(…))` would not promise.
 *
 * @throws SyntaxError as `JSON.parse` does, when the text is not JSON
 */
export function formatJson(text: string): string {
  JSON.parse(text)
  const parts: string[] = []
  let depth = 0
  let at = 0
  while (at < text.length) {
    const character = text.charAt(at)
    switch (character) {
      case '"': {
        const end = endOfString(text, at)
        parts.push(text.slice(at, end))
        at = end
        continue
      }
      case '{':
      case '[': {
        const close = nextToken(text, at + 1)
        if (text[close] === '}' || text[close] === ']') {
          parts.push(character, text.charAt(close))
          at = close + 1
          continue
        }
        depth += 1
        parts.push(character, newLine(depth))
        break
      }
      case '}':
      case ']':
        depth -= 1
        parts.push(newLine(depth), character)
        break
      case ',':
        parts.push(',', newLine(depth))
        break
      case ':':
        parts.push(': ')
        break
      default:
        if (!isSpace(character)) parts.push(character)
    }
    at += 1
  }
  return parts.join('')
}

function endOfString(text: string, start: number): number {
  let at = start + 1
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function nextToken(text: string, start: number): number {
  let at = start
  while (isSpace(text.charAt(at))) at += 1
  return at
}

function isSpace(character: string): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t'
}

function newLine(depth: number): string {
  return `\n${'  '.repeat(depth)}`
}
