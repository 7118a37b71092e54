/** Finds words in a page and marks them, without changing the page (CSS Custom Highlight API). */
export class FoundText {
  private readonly root: HTMLElement
  private readonly tell: (current: number, total: number) => void
  private ranges: Range[] = []
  private current = 0

  constructor(root: HTMLElement, tell: (current: number, total: number) => void) {
    this.root = root
    this.tell = tell
  }

  /** Marks all places of a text, whatever its case and its spaces, and goes to the first. */
  find(text: string): void {
    const wanted = folded(text).trim()
    this.ranges = wanted === '' ? [] : rangesOf(this.root, wanted)
    this.current = 0
    CSS.highlights.set('found', new Highlight(...this.ranges))
    this.show()
  }

  step(by: 1 | -1): void {
    const { length } = this.ranges
    if (length > 0) this.current = (this.current + by + length) % length
    this.show()
  }

  private show(): void {
    const range = this.ranges[this.current]
    CSS.highlights.set('current', range === undefined ? new Highlight() : new Highlight(range))
    range?.startContainer.parentElement?.scrollIntoView({ block: 'center' })
    this.tell(range === undefined ? 0 : this.current + 1, this.ranges.length)
  }
}

const MOST_FOUND = 5000

/** Letter by letter as long as the text, so that places stay. */
function folded(text: string): string {
  return text.replaceAll(/[^]/gu, (letter) => {
    if (/\s/.test(letter)) return ' '
    const lower = letter.toLowerCase()
    return lower.length === letter.length ? lower : letter
  })
}

function rangesOf(root: HTMLElement, wanted: string): Range[] {
  const nodes: { node: Text; start: number }[] = []
  const parts: string[] = []
  let length = 0
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const node = walker.currentNode as Text
    if (node.parentElement?.tagName === 'STYLE') continue
    nodes.push({ node, start: length })
    parts.push(folded(node.data))
    length += node.length
  }
  const text = parts.join('')
  const ranges: Range[] = []
  let first = 0
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    while ((nodes[first + 1]?.start ?? Infinity) <= at) first += 1
    const range = document.createRange()
    const begin = nodes[first]
    let last = first
    const end = at + wanted.length
    while ((nodes[last + 1]?.start ?? Infinity) < end) last += 1
    const final = nodes[last]
    if (begin === undefined || final === undefined) break
    range.setStart(begin.node, at - begin.start)
    range.setEnd(final.node, end - final.start)
    ranges.push(range)
    if (ranges.length === MOST_FOUND) break
  }
  return ranges
}
