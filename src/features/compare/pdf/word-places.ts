import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { MarkedWords, Quad } from '../picture/save-marked.ts'
import { FINE } from './compare-pdfs.ts'
import { textOf, type Point, type TextPlace } from './page-texts.ts'
import type { TextPart } from './pages-worker.ts'
import { viewportOf, type PageClient, type PdfPair } from './pdf-pair.ts'

/** Marks on one page; a page that was written anew is marked in its first words. */
const MOST_MARKS = 2000

/** Where the words that differ stand in the pictures of a page, as `comparePages` draws them. */
export async function wordPlaces(
  { left, right, texts }: Pick<PdfPair, 'left' | 'right' | 'texts'>,
  page: { left: number; right: number },
  client: PageClient,
): Promise<MarkedWords> {
  const [before, after] = [texts.left[page.left] ?? '', texts.right[page.right] ?? '']
  const parts = await client.call('words', { before, after })
  return {
    left: await quadsOf(left, page.left, stretchesOf(parts, 'removed')),
    right: await quadsOf(right, page.right, stretchesOf(parts, 'added')),
  }
}

/** Letters of a text, from `start` up to, not including, `end`. */
export interface Stretch {
  start: number
  end: number
}

/** Where the parts of one side that differ stand in the text of that side; not those of white space alone. */
export function stretchesOf(parts: readonly TextPart[], kind: 'removed' | 'added'): Stretch[] {
  const found: Stretch[] = []
  let at = 0
  for (const part of parts) {
    if (part.kind !== 'same' && part.kind !== kind) continue
    const end = at + part.text.length
    if (part.kind === kind && /\S/u.test(part.text)) found.push({ start: at, end })
    at = end
  }
  return found
}

/** The places of stretches; of a place that is covered in part, that part of it, as if all its letters were equally wide. */
export function cutPlaces(
  places: readonly TextPlace[],
  stretches: readonly Stretch[],
): (readonly Point[])[] {
  const found: (readonly Point[])[] = []
  for (const { start, end, corners, isLine } of places) {
    for (const stretch of stretches) {
      if (found.length === MOST_MARKS) return found
      const [from, to] = [Math.max(start, stretch.start), Math.min(end, stretch.end)]
      if (from >= to) continue
      const length = end - start
      found.push(
        isLine ? between(corners, (from - start) / length, (to - start) / length) : corners,
      )
    }
  }
  return found
}

function between(corners: readonly Point[], from: number, to: number): readonly Point[] {
  const [lowLeft = ORIGIN, lowRight = ORIGIN, highRight = ORIGIN, highLeft = ORIGIN] = corners
  const on = (one: Point, other: Point, share: number): Point => [
    one[0] + (other[0] - one[0]) * share,
    one[1] + (other[1] - one[1]) * share,
  ]
  return [
    on(lowLeft, lowRight, from),
    on(lowLeft, lowRight, to),
    on(highLeft, highRight, to),
    on(highLeft, highRight, from),
  ]
}

const ORIGIN: Point = [0, 0]

async function quadsOf(
  pdf: PDFDocumentProxy,
  page: number,
  stretches: readonly Stretch[],
): Promise<Quad[]> {
  if (stretches.length === 0) return []
  const places: TextPlace[] = []
  await textOf(pdf, page + 1, places)
  const viewport = viewportOf(await pdf.getPage(page + 1), FINE)
  return cutPlaces(places, stretches).map((corners) =>
    corners.map(([x, y]) => viewport.convertToViewportPoint(x, y) as [number, number]),
  )
}
