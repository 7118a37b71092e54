/** A closing tag that closes nothing. */
interface StrayTag {
  /** In characters. */
  start: number
  end: number
  name: string
}

/** Comments, CDATA and instructions whole, so that no tag is found in them; opening and closing tags with their names. */
const TOKENS =
  /<!--[^]*?(?:-->|$)|<!\[CDATA\[[^]*?(?:\]\]>|$)|<\?[^]*?(?:\?>|$)|<(\/?)([^\s<>"'/!?]+)(?:[^<>"']|"[^"]*"|'[^']*')*>/g

/** Closing tags whose place is judged by what follows; in a text that has more, each closes what it names. */
const JUDGED = 50

/**
 * The closing tags of broken XML that have no opening tag, and those that close what goes on behind them: an element
 * that a later tag closes was not closed before.
 */
export function strayTags(text: string): StrayTag[] {
  const strays: StrayTag[] = []
  const open: string[] = []
  const counts = new Map<string, number>()
  let judged = 0
  for (const { name, isClosing, start, end } of tagsFrom(text, 0)) {
    if (!isClosing) {
      open.push(name)
      counts.set(name, (counts.get(name) ?? 0) + 1)
      continue
    }
    const inner = open.at(-1)
    const isOpen = (counts.get(name) ?? 0) > 0
    let isStray = !isOpen
    if (isOpen && name !== inner && judged < JUDGED) {
      judged += 1
      isStray = nextUnopened(text, end) === inner
    }
    if (isStray) {
      strays.push({ start, end, name })
      continue
    }
    for (let closed = open.pop(); closed !== undefined; closed = open.pop()) {
      counts.set(closed, (counts.get(closed) ?? 1) - 1)
      if (closed === name) break
    }
  }
  return strays
}

/** The text with spaces for the tags: all else stays where it is. */
export function without(text: string, tags: readonly StrayTag[]): string {
  const parts: string[] = []
  let from = 0
  for (const { start, end } of tags) {
    parts.push(text.slice(from, start), ' '.repeat(end - start))
    from = end
  }
  return [...parts, text.slice(from)].join('')
}

/** The name of the first closing tag that closes something opened before `from`. */
function nextUnopened(text: string, from: number): string | undefined {
  let depth = 0
  for (const { name, isClosing } of tagsFrom(text, from)) {
    if (!isClosing) depth += 1
    else if (depth === 0) return name
    else depth -= 1
  }
  return undefined
}

/** Tags that close themselves are left out. */
function* tagsFrom(text: string, from: number) {
  const tokens = new RegExp(TOKENS)
  tokens.lastIndex = from
  for (let found = tokens.exec(text); found !== null; found = tokens.exec(text)) {
    const [token, slash, name] = found
    if (name === undefined || token.endsWith('/>')) continue
    yield { name, isClosing: slash === '/', start: found.index, end: found.index + token.length }
  }
}
