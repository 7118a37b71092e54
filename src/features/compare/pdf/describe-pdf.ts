import { counted, gatherChanges, listed, type Comparison } from '../changes.ts'
import type { StripPage } from '../shell/PageStrip.tsx'
import { mostTelling, weightOf } from '../telling.ts'
import type { PagePair } from './align-pages.ts'
import type { TextPart } from './pages-worker.ts'

/** What is known of a page's picture beside its text: whether it differs, by the page's key. */
export type PictureStates = ReadonlyMap<string, 'same' | 'changed'>

/** By which a pair is found again while more pages are read. */
export function keyOf(pair: PagePair): string {
  switch (pair.kind) {
    case 'removed':
      return `-${pair.left}`
    case 'added':
      return `+${pair.right}`
    case 'same':
    case 'changed':
    case 'moved':
      return `${pair.left}-${pair.right}`
  }
}

/** "Page 3", or "Page 3, before 4" where its number was another one. */
export function nameOf(pair: PagePair): string {
  switch (pair.kind) {
    case 'removed':
      return `Page ${pair.left + 1} before`
    case 'added':
      return `Page ${pair.right + 1}`
    case 'same':
    case 'changed':
    case 'moved':
      return pair.left === pair.right
        ? `Page ${pair.right + 1}`
        : `Page ${pair.right + 1}, before ${pair.left + 1}`
  }
}

/** How a page stands to its like, its picture counted where it has been compared. */
export function stateOf(pair: PagePair, pictures: PictureStates): StripPage['state'] {
  if (pair.kind !== 'same') return pair.kind
  const picture = pictures.get(keyOf(pair))
  return picture === undefined ? 'open' : picture
}

/** What differs between two PDFs in words. @param words the words that differ of some changed pages, by their keys */
export function describePdf(
  pairs: readonly PagePair[],
  pictures: PictureStates,
  words: ReadonlyMap<string, readonly TextPart[]>,
  notCompared: readonly string[],
): Comparison {
  const { add, list } = gatherChanges()
  let [changed, added, removed, moved, open] = [0, 0, 0, 0, 0]
  for (const pair of pairs) {
    const place = { label: nameOf(pair), path: '', anchor: keyOf(pair) }
    const state = stateOf(pair, pictures)
    if (state === 'open') open += 1
    if (state === 'same' || state === 'open') continue
    if (pair.kind === 'added') {
      added += 1
      add({ ...place, kind: 'added', after: '' })
    } else if (pair.kind === 'removed') {
      removed += 1
      add({ ...place, kind: 'removed', before: '' })
    } else if (pair.kind === 'moved') {
      moved += 1
      add({
        ...place,
        label: 'Page',
        kind: 'moved',
        before: String(pair.left + 1),
        after: String(pair.right + 1),
      })
    } else {
      changed += 1
      add({ ...place, kind: 'changed', ...tellingWords(words.get(keyOf(pair))) })
    }
  }
  const pages = pairs.filter(({ kind }) => kind !== 'removed').length
  const parts = [
    ...(changed > 0 ? [`${changed.toLocaleString('en')} changed`] : []),
    ...(added > 0 ? [`${added.toLocaleString('en')} added`] : []),
    ...(removed > 0 ? [`${removed.toLocaleString('en')} removed`] : []),
    ...(moved > 0 ? [`${moved.toLocaleString('en')} moved`] : []),
  ]
  return {
    ...list(),
    summary:
      parts.length > 0
        ? `Of ${counted(pages, 'page')}, ${listed(parts)}.`
        : open > 0
          ? 'The text of all pages is the same.'
          : 'All pages are the same, as text and as pictures.',
    notCompared: [
      ...notCompared,
      ...(open > 0
        ? [`The pictures of ${counted(open, 'page')} with the same text are not compared yet.`]
        : []),
    ],
    remarks: parts.length === 0 && open === 0 ? ['The files differ in what no page shows.'] : [],
  }
}

/** Of the words that were replaced those that tell most, with some before them: enough for a line. */
function tellingWords(parts: readonly TextPart[] = []): { before: string; after: string } {
  return mostTelling(runsOf(parts), (run) => run.weight) ?? { before: '', after: '' }
}

/** Words that were replaced together, one run after the other. */
function runsOf(parts: readonly TextPart[]) {
  const runs: { before: string; after: string; weight: number }[] = []
  for (let at = 0; at < parts.length; at += 1) {
    if (parts[at]?.kind === 'same') continue
    const last = parts.findIndex(({ kind }, index) => index > at && kind === 'same')
    const end = last === -1 ? parts.length : last
    const text = (kind: TextPart['kind']) => {
      const words = parts.slice(at, end).filter((part) => part.kind === kind)
      return words.map((part) => part.text.trim()).join(' ')
    }
    const lead = wordsAt(parts[at - 1], -NEAR)
    const sides = { before: `${lead} ${text('removed')}`, after: `${lead} ${text('added')}` }
    const next = wordsAt(parts[end], NEAR)
    const weight = weightOf(`${sides.before} ${next}`, `${sides.after} ${next}`)
    if (sides.before.trim() !== sides.after.trim()) {
      runs.push({ before: sides.before.trim(), after: sides.after.trim(), weight })
    }
    at = end
  }
  return runs
}

/** Words around a difference, by which a reader knows what it is about. */
const NEAR = 3

function wordsAt(part: TextPart | undefined, count: number): string {
  const words = (part?.text ?? '').split(/\s+/u).filter((word) => word !== '')
  return (count < 0 ? words.slice(count) : words.slice(0, count)).join(' ')
}
