import { ZipWriter } from '#formats/zip/write-zip.ts'
import type { Comparison } from '../changes.ts'
import type { ComparedOf } from '../compared-of.ts'
import type { PaperPage } from '../paper/use-paper.tsx'
import { closeComparison } from '../picture/compare-pictures.ts'
import { drawMarked } from '../picture/save-marked.ts'
import { changesFile } from '../saving/changes-file.ts'
import type { PagePair } from './align-pages.ts'
import { comparePages, hasOtherWords } from './compare-pdfs.ts'
import { nameOf, stateOf, type PictureStates } from './describe-pdf.ts'
import { drawPage, type PageClient, type PdfPair } from './pdf-pair.ts'
import { wordPlaces } from './word-places.ts'

/** Pages of one file: each takes about a second and a megabyte. */
const MOST = 300

/** Pixels a point of a page that is there in one document alone. */
const SCALE = 2

function differingPages({ pairs }: PdfPair, pictures: PictureStates): PagePair[] {
  return pairs.filter((one) => ['changed', 'added', 'removed'].includes(stateOf(one, pictures)))
}

/** The same pages for paper. */
export function paperPages(
  { pair, client }: { pair: PdfPair; client: PageClient },
  pictures: PictureStates,
  of: ComparedOf | undefined,
): PaperPage[] {
  return differingPages(pair, pictures).map((page) => ({
    caption: `${nameOf(page, of?.of)}, ${stateOf(page, pictures)}`,
    draw: (signal) => drawn(pair, client, page, signal),
  }))
}

/**
 * The pages that differ as pictures in a ZIP, both beside each other with outlines around what differs as a picture and marks
 * on the words that do, and all changes in a table. A page that one document lacks is there by itself.
 * @throws the signal's reason; what drawing a page throws
 */
export async function markedPages(
  { pair, client }: { pair: PdfPair; client: PageClient },
  pictures: PictureStates,
  comparison: Comparison,
  of: ComparedOf | undefined,
  signal: AbortSignal,
): Promise<Blob> {
  const zip = new ZipWriter()
  const modified = new Date()
  const differing = differingPages(pair, pictures)
  const notDrawn: string[] = []
  for (const [index, page] of differing.slice(0, MOST).entries()) {
    signal.throwIfAborted()
    const name = nameOf(page, of?.of).replaceAll(/[^\p{L}\p{N}]+/gu, '-')
    const path = `${String(index + 1).padStart(3, '0')}-${name}-${stateOf(page, pictures)}.png`
    const blob = await drawn(pair, client, page, signal).catch(() => undefined)
    signal.throwIfAborted()
    if (blob === undefined) notDrawn.push(`${nameOf(page, of?.of)} could not be drawn.`)
    else await zip.add({ path, blob, modified }, signal)
  }
  if (differing.length > MOST) notDrawn.push(`Only the first ${MOST} pages are drawn.`)
  const listed = { ...comparison, notCompared: [...comparison.notCompared, ...notDrawn] }
  const blob = await changesFile(listed, of, () => Promise.resolve())
  await zip.add({ path: 'changes.csv', blob, modified }, signal)
  return zip.finish()
}

/** A page that differs as a PNG: both beside each other with their marks, or the one there is. */
async function drawn(
  pair: PdfPair,
  client: PageClient,
  page: PagePair,
  signal: AbortSignal,
): Promise<Blob> {
  if (page.kind === 'added')
    return drawnAlone(await drawPage(pair.right, page.right, SCALE, signal))
  if (page.kind === 'removed')
    return drawnAlone(await drawPage(pair.left, page.left, SCALE, signal))
  const comparison = await comparePages(pair, page, signal)
  try {
    // A page whose words can't be found still has what differs in its picture.
    const words = hasOtherWords(page)
      ? await wordPlaces(pair, page, client).catch(() => undefined)
      : undefined
    signal.throwIfAborted()
    return await drawMarked(comparison, words)
  } finally {
    closeComparison(comparison)
  }
}

function drawnAlone(image: ImageData): Promise<Blob> {
  const canvas = new OffscreenCanvas(image.width, image.height)
  const context = canvas.getContext('2d')
  if (context === null) throw new Error('There is not enough memory for it.')
  context.putImageData(image, 0, 0)
  return canvas.convertToBlob()
}
