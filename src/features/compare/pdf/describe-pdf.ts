import {
  counted,
  gatherChanges,
  listed,
  NOTHING_FOUND,
  type Change,
  type Comparison,
} from '../changes.ts'
import type { ComparedOf } from '../compared-of.ts'
import type { StripPage } from '../strip/PageStrip.tsx'
import { mostTelling, unitOf, weightOf } from '../telling.ts'
import type { PagePair } from './align-pages.ts'
import type { TextPart } from './pages-worker.ts'
import type { PdfPair } from './pdf-pair.ts'

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

/** "Page 3", or "Page 3, before 4" where its number was another one; of two files "Page 4 left, 3 right". */
export function nameOf(pair: PagePair, of: ComparedOf['of'] = 'versions'): string {
  const isOfFiles = of === 'files'
  switch (pair.kind) {
    case 'removed':
      return `Page ${pair.left + 1} ${isOfFiles ? 'left' : 'before'}`
    case 'added':
      return `Page ${pair.right + 1}${isOfFiles ? ' right' : ''}`
    case 'same':
    case 'changed':
    case 'moved':
      return pair.left === pair.right
        ? `Page ${pair.right + 1}`
        : isOfFiles
          ? `Page ${pair.left + 1} left, ${pair.right + 1} right`
          : `Page ${pair.right + 1}, before ${pair.left + 1}`
  }
}

/** How a page stands to its like, its picture counted where it has been compared. */
export function stateOf(pair: PagePair, pictures: PictureStates): StripPage['state'] {
  if (pair.kind !== 'same') return pair.kind
  const picture = pictures.get(keyOf(pair))
  return picture === undefined ? 'open' : picture
}

/**
 * What differs between two PDFs in words.
 * @param words the words that differ of some changed pages, by their keys
 */
export function describePdf(
  { pairs, notCompared, remarks }: Pick<PdfPair, 'pairs' | 'notCompared' | 'remarks'>,
  pictures: PictureStates,
  words: ReadonlyMap<string, readonly TextPart[]>,
  of: ComparedOf['of'] = 'versions',
): Comparison {
  const { add, list } = gatherChanges()
  const counts = { changed: 0, added: 0, removed: 0, moved: 0 }
  const isOpen = (pair: PagePair) => isWaiting(pair, pictures)
  for (const pair of pairs) {
    const state = stateOf(pair, pictures)
    if (state === 'same' || state === 'open') continue
    const change = changeOf(pair, pictures, words, of)
    if (pair.kind === 'moved') counts.moved += 1
    if (pair.kind !== 'moved' || change.kind === 'changed') counts[change.kind] += 1
    add(change)
  }
  const pages = pairs.filter(({ kind }) => kind !== 'removed').length
  const parts = (['changed', 'added', 'removed', 'moved'] as const)
    .filter((kind) => counts[kind] > 0)
    .map((kind) => `${counts[kind].toLocaleString('en')} ${kind}`)
  const open = pairs.filter(isOpen).length
  const isAll = open === 0 && notCompared.length === 0
  return {
    ...list(),
    summary:
      parts.length > 0
        ? `Of ${counted(pages, 'page')}, ${listed(parts)}.`
        : open > 0
          ? 'The text of all pages is the same.'
          : isAll
            ? 'All pages are the same, as text and as pictures.'
            : NOTHING_FOUND,
    notCompared: [
      ...notCompared,
      ...(open > 0
        ? [`The pictures of ${counted(open, 'page')} with the same text are not compared yet.`]
        : []),
    ],
    remarks: [
      ...remarks,
      ...(parts.length === 0 && isAll ? ['The files differ in what no page shows.'] : []),
    ],
  }
}

/** A page whose text is the same, and whose picture has not been compared. */
export function isWaiting(pair: PagePair, pictures: PictureStates): boolean {
  const isSameText = pair.kind === 'same' || (pair.kind === 'moved' && !pair.isChanged)
  return isSameText && !pictures.has(keyOf(pair))
}

function changeOf(
  pair: PagePair,
  pictures: PictureStates,
  words: ReadonlyMap<string, readonly TextPart[]>,
  of: ComparedOf['of'],
): Change {
  const place = { label: nameOf(pair, of), path: '', anchor: keyOf(pair) }
  switch (pair.kind) {
    case 'added':
      return { ...place, kind: 'added', after: '' }
    case 'removed':
      return { ...place, kind: 'removed', before: '' }
    case 'same':
    case 'changed':
      return { ...place, kind: 'changed', ...tellingWords(words.get(keyOf(pair))) }
    case 'moved': {
      const [before, after] = [String(pair.left + 1), String(pair.right + 1)]
      const isChanged = pair.isChanged || pictures.get(keyOf(pair)) === 'changed'
      if (!isChanged) return { ...place, label: 'Page', kind: 'moved', before, after }
      const label = `Page ${after}, moved from ${before},`
      return { ...place, label, kind: 'changed', ...tellingWords(words.get(keyOf(pair))) }
    }
  }
}

/** Of the words that were replaced those that tell most, with some before them: enough for a line. */
function tellingWords(parts: readonly TextPart[] = []): { before: string; after: string } {
  return mostTelling(runsOf(parts), (run) => run.weight) ?? { before: '', after: '' }
}

/**
 * Words that were replaced together, whole and with those before them, one run after the other. A part may end within a
 * word ("6" became "4" in "6.4"): a run goes on to the next blank, or a reader would see half a value.
 */
function runsOf(parts: readonly TextPart[]) {
  const runs: { before: string; after: string; weight: number }[] = []
  for (let at = 0; at < parts.length; at += 1) {
    if (parts[at]?.kind === 'same') continue
    const blank = parts.findIndex(
      ({ kind, text }, index) => index > at && kind === 'same' && /\s/u.test(text),
    )
    const end = blank === -1 ? parts.length : blank
    const lead = leadOf(sameText(parts, at - 1, -1))
    const [next = '', rest = ''] = /^(\S*)(.*)/su.exec(sameText(parts, end, 1))?.slice(1) ?? []
    const side = (other: TextPart['kind']) => {
      const own = parts.slice(at, end).filter(({ kind }) => kind !== other)
      return (lead + own.map(({ text }) => text).join('') + next).replaceAll(/\s+/gu, ' ').trim()
    }
    const unit = unitOf(rest.trim())
    const whole = (text: string) => (unit !== '' && /\d$/u.test(text) ? `${text} ${unit}` : text)
    const [before, after] = [whole(side('added')), whole(side('removed'))]
    if (before !== after)
      runs.push({ before, after, weight: weightOf(before + rest, after + rest) })
    at = end - 1
  }
  return runs
}

/** The last words before a difference: of its own line where that has words, since the line above tells of something else. */
function leadOf(before: string): string {
  const line = before.slice(before.lastIndexOf('\n') + 1)
  const words = /\S/u.test(line) ? line : before
  return /(?:\S+\s+){0,3}\S*$/u.exec(words)?.[0] ?? ''
}

/** Characters around a difference, by which a reader knows what it is about. */
const NEAR = 60

/** What is the same next to a difference, from a part on, forwards (1) or backwards (-1). */
function sameText(parts: readonly TextPart[], from: number, step: -1 | 1): string {
  let text = ''
  for (let at = from; text.length < NEAR; at += step) {
    const part = parts[at]
    if (part?.kind !== 'same') break
    text = step === 1 ? text + part.text : part.text + text
  }
  return text
}
