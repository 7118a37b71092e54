import type { TextMatch } from './find-text.ts'

/**
 * Marks matches in a page's text through the CSS Custom Highlight API, which colours ranges without touching the
 * document, so that selecting across a mark still works.
 *
 * @param runs the elements of the text layer, one for each item
 * @param current the match to mark more strongly
 * @returns takes the marks away
 */
export function markMatches(
  runs: readonly HTMLElement[],
  matches: readonly TextMatch[],
  current: TextMatch | undefined,
): () => void {
  // Registered once for all pages and all viewers on the screen.
  const found = highlight('pdf-found')
  const here = highlight('pdf-found-here')
  const marked = matches.flatMap((match) =>
    rangesOf(runs, match).map((range) => ({ range, in: match === current ? here : found })),
  )
  for (const mark of marked) mark.in?.add(mark.range)
  return () => {
    for (const mark of marked) mark.in?.delete(mark.range)
  }
}

function rangesOf(runs: readonly HTMLElement[], match: TextMatch): Range[] {
  return match.flatMap(({ item, from, to }) => {
    const node = runs[item]?.firstChild
    if (!(node instanceof Text)) return []
    const range = new Range()
    range.setStart(node, Math.min(from, node.length))
    range.setEnd(node, Math.min(to, node.length))
    return [range]
  })
}

/** `undefined` where the browser has no highlights: the count and the jumping work all the same. */
function highlight(name: string): Highlight | undefined {
  if (typeof Highlight === 'undefined') return undefined
  const known = CSS.highlights.get(name)
  if (known) return known
  const made = new Highlight()
  CSS.highlights.set(name, made)
  return made
}
