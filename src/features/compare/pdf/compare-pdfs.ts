import type { Compare } from '../differ.ts'
import { createPictureWorker, type PictureClient } from '../picture/compare-pictures.ts'
import type { PictureComparison } from '../picture/compare-rasters.ts'
import { callOnce } from '../shell/call-once.ts'
import type { PagePair } from './align-pages.ts'
import { keyOf, describePdf } from './describe-pdf.ts'
import type { TextPart } from './pages-worker.ts'
import { connectPages, drawPage, readPdfPair, type PageClient, type PdfPair } from './pdf-pair.ts'

/**
 * Pixels a point of a page that is compared. Half of it finds no dot of a fifth of a point, as a decimal point may be, and
 * takes as long.
 */
export const FINE = 2
/** Changed pages whose words are told in the list. */
const MOST_WORDS = 60

/** The two pictures of a page and how they differ. */
export async function comparePages(
  { left, right }: Pick<PdfPair, 'left' | 'right'>,
  pages: { left: number; right: number },
  signal: AbortSignal,
): Promise<PictureComparison> {
  const drawn = async (pdf: PdfPair['left'], page: number) => {
    const { data, width, height } = await drawPage(pdf, page, FINE, signal)
    return { data, width, height }
  }
  const before = await drawn(left, pages.left)
  const after = await drawn(right, pages.right)
  const request = { left: before, right: after, tolerant: false }
  return callOnce<PictureClient, 'compareDrawn'>(
    createPictureWorker(),
    'compareDrawn',
    request,
    signal,
    // Twenty megabytes would be copied in the task of whoever scrolls.
    [before.data.buffer, after.data.buffer],
  )
}

/** Whether the pictures of two pages differ at all, drawn as finely as they are looked at. */
export async function differsAsPicture(
  { left, right }: Pick<PdfPair, 'left' | 'right'>,
  pages: { left: number; right: number },
  signal: AbortSignal,
): Promise<boolean> {
  const before = await drawPage(left, pages.left, FINE, signal)
  const after = await drawPage(right, pages.right, FINE, signal)
  if (before.width !== after.width || before.height !== after.height) return true
  const [one, other] = [new Uint32Array(before.data.buffer), new Uint32Array(after.data.buffer)]
  for (let at = 0; at < one.length; at += 1) if (one[at] !== other[at]) return true
  return false
}

/** The words of the changed pages, by their keys. */
export async function wordsOfPages(
  { pairs, texts }: Pick<PdfPair, 'pairs' | 'texts'>,
  client: PageClient,
): Promise<Map<string, readonly TextPart[]>> {
  const words = new Map<string, readonly TextPart[]>()
  for (const pair of pairs) {
    if (!hasOtherWords(pair) || words.size >= MOST_WORDS) continue
    const [before, after] = [texts.left[pair.left] ?? '', texts.right[pair.right] ?? '']
    words.set(keyOf(pair), await client.call('words', { before, after }))
  }
  return words
}

export function hasOtherWords(
  pair: PagePair,
): pair is Extract<PagePair, { left: number; right: number }> {
  return pair.kind === 'changed' || (pair.kind === 'moved' && pair.isChanged)
}

/** By their texts alone, and said so: drawing all pages would take long. */
export const tellPdfs: Compare = async ({ blob: left }, { blob: right }, signal) => {
  const client = connectPages()
  const ended = new AbortController()
  const stop = () => {
    client.stop()
    ended.abort(signal.reason)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    const pair = await readPdfPair(left, right, {
      signal: ended.signal,
      client,
      onProgress: () => undefined,
    })
    const words = await wordsOfPages(pair, client)
    return describePdf(pair, new Map(), words)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    signal.removeEventListener('abort', stop)
    client.stop()
    // Closes both documents and their workers.
    ended.abort()
  }
}
