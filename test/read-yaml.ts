export type Yaml = string | Yaml[] | { [key: string]: Yaml }

interface Line {
  indent: number
  text: string
}

/**
 * Reads as much of YAML as a plain file of settings needs: maps, lists of texts, quoted texts, lists in brackets, folded
 * blocks and comments. All values are texts.
 * @throws for what else there is, also for a key that comes twice
 */
export function readYaml(source: string): Yaml {
  const lines = source
    .split('\n')
    .filter((line) => !/^\s*(?:#|$)/.test(line))
    .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }))
  const value = block(lines, 0)
  if (lines.length > 0) throw new Error(`Not read: ${lines[0]?.text}`)
  return value
}

/** Takes the lines of one block away. */
function block(lines: Line[], indent: number): Yaml {
  const [first] = lines
  if (first?.indent !== indent) throw new Error(`Not indented by ${indent}: ${first?.text}`)
  return first.text.startsWith('- ') ? list(lines, indent) : map(lines, indent)
}

function list(lines: Line[], indent: number): Yaml[] {
  const found: Yaml[] = []
  while (lines[0]?.indent === indent && lines[0].text.startsWith('- ')) {
    const { text } = lines.shift() as Line
    found.push(scalar(text.slice(2), lines, indent))
  }
  return found
}

function map(lines: Line[], indent: number): Yaml {
  const found: { [key: string]: Yaml } = {}
  while (lines[0]?.indent === indent) {
    const { text } = lines.shift() as Line
    const [, key, rest] = /^([\w-]+):(?: (.*))?$/.exec(text) ?? []
    if (key === undefined || key in found) throw new Error(`Not a key of its own: ${text}`)
    const isBlock = rest === undefined && (lines[0]?.indent ?? 0) > indent
    found[key] = isBlock ? block(lines, indent + 2) : scalar(rest ?? '', lines, indent)
  }
  return found
}

function scalar(text: string, lines: Line[], indent: number): Yaml {
  if (text === '>-') {
    const folded: string[] = []
    while ((lines[0]?.indent ?? 0) > indent) folded.push((lines.shift() as Line).text)
    return folded.join(' ')
  }
  if (text.startsWith('[')) {
    const inside = /^\[(.*)\]$/.exec(text)?.[1]
    if (inside === undefined) throw new Error(`Not a list: ${text}`)
    return [...inside.matchAll(/'([^']*)'(?:, |$)/g)].map(([, one = '']) => one)
  }
  const [, quoted] = /^'([^']*)'$/.exec(text) ?? []
  if (quoted === undefined && /^['"&*!|>%@{]|: |\s#/.test(text))
    throw new Error(`Not plain: ${text}`)
  return quoted ?? text
}
