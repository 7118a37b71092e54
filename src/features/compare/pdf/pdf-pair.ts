import {
  AnnotationMode,
  PasswordException,
  type PDFDocumentLoadingTask,
  type PageViewport,
  type PDFDocumentProxy,
  type PDFPageProxy,
} from 'pdfjs-dist'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { openPdf } from '#ui/pdf/open-pdf.ts'
import { listed } from '../changes.ts'
import type { PagePair } from './align-pages.ts'
import { textOf, type PageText } from './page-texts.ts'
import type { PageMethods } from './pages-worker.ts'
import { compareWholes } from './whole-documents.ts'

export type PageClient = WorkerClient<PageMethods>

/** Two open PDFs with the texts of their pages, as far as they have been read. */
export interface PdfPair {
  left: PDFDocumentProxy
  right: PDFDocumentProxy
  texts: { left: readonly string[]; right: readonly string[] }
  /** In the order of the newer document; while pages are still read, of those that were. */
  pairs: readonly PagePair[]
  /** Of all pages, from 0 to 1. */
  read: number
  /** What of them is not compared, in sentences. */
  notCompared: readonly string[]
  /** What differs beside the pages, in sentences. */
  remarks: readonly string[]
}

const NOT_ALL_READ = 'Not all pages have been read yet.'

/** Pages that are read of each. */
const MOST_PAGES = 5000
/** Pages between two matchings while the texts are read: the first is soon, for the first change to be seen. */
const FIRST_STEP = 8
/** Pages before the end of what was read that may still find their like. */
const UNSURE = 3

/**
 * Opens two PDFs and reads the texts of their pages side by side, matching them on the way.
 * @throws Error in words, also for one that is locked; the signal's reason
 */
export async function readPdfPair(
  left: Blob,
  right: Blob,
  {
    signal,
    client,
    onProgress,
  }: { signal: AbortSignal; client: PageClient; onProgress: (pair: PdfPair) => void },
): Promise<PdfPair> {
  const [one, other] = await Promise.all([open(left, signal), open(right, signal)])
  const counts = [one.numPages, other.numPages].map((pages) => Math.min(pages, MOST_PAGES))
  const [mostLeft = 0, mostRight = 0] = counts
  const most = Math.max(mostLeft, mostRight)
  const read = readTexts()
  const { texts } = read
  const isCut = Math.max(one.numPages, other.numPages) > MOST_PAGES
  const notCompared = isCut ? [`Only the first ${MOST_PAGES} pages are compared.`] : []
  const pairSoFar = async (isWhole: boolean): Promise<PdfPair> => {
    const pairs = await client.call('align', texts)
    return {
      left: one,
      right: other,
      texts: { left: [...texts.left], right: [...texts.right] },
      pairs: isWhole ? pairs : withoutEnd(pairs, texts.right.length),
      read: texts.right.length / Math.max(1, most),
      notCompared: isWhole ? notCompared : [...notCompared, NOT_ALL_READ],
      remarks: [],
    }
  }
  const pagesAt = readAhead(one, other, mostLeft, mostRight)
  let next = FIRST_STEP
  let hasDiffered = false
  for (let page = 1; page <= most; page += 1) {
    const [before, after] = await pagesAt(page)
    signal.throwIfAborted()
    read.take(before, after, page)
    if (!hasDiffered && before?.text !== after?.text) {
      // What differs is looked at as soon as it can be told from what was inserted.
      hasDiffered = true
      next = page + UNSURE + 1
    }
    if (page === next && page < most) {
      next *= 2
      onProgress(await pairSoFar(false))
      signal.throwIfAborted()
    }
  }
  const beside = await compareWholes(one, other)
  const whole = {
    ...(await pairSoFar(true)),
    remarks: beside.remarks,
    notCompared: [...notCompared, ...read.notCompared(), ...beside.notCompared],
  }
  signal.throwIfAborted()
  onProgress(whole)
  return whole
}

/** Pages that are read before they are asked for: the workers have the next ones while this waits for one. */
const AHEAD = 4

/** Reads the pages of both from 1 on, in order. */
function readAhead(
  left: PDFDocumentProxy,
  right: PDFDocumentProxy,
  mostLeft: number,
  mostRight: number,
) {
  type Both = Promise<[PageText | undefined, PageText | undefined]>
  const waiting = new Map<number, Both>()
  const reading = (page: number) => {
    const known =
      waiting.get(page) ??
      Promise.all([
        page <= mostLeft ? textOf(left, page) : undefined,
        page <= mostRight ? textOf(right, page) : undefined,
      ])
    waiting.set(page, known)
    return known
  }
  return (page: number): Both => {
    const found = reading(page)
    const last = Math.min(Math.max(mostLeft, mostRight), page + AHEAD)
    for (let next = page + 1; next <= last; next += 1) void reading(next)
    waiting.delete(page)
    return found
  }
}

type Side = 'left' | 'right'
const SIDES = [
  ['left', 'first'],
  ['right', 'second'],
] as const

/** The texts of both, and which of their pages are not there as a whole. */
function readTexts() {
  const texts = { left: [] as string[], right: [] as string[] }
  const [cut, broken] = [
    { left: [] as number[], right: [] as number[] },
    { left: [] as number[], right: [] as number[] },
  ]
  const add = (found: PageText | undefined, side: Side, page: number) => {
    if (found === undefined) return
    texts[side].push(found.text)
    if (found.isCut) cut[side].push(page)
    if (found.isBroken) broken[side].push(page)
  }
  const words = (pages: Record<Side, number[]>, what: string) =>
    SIDES.flatMap(([side, name]) =>
      pages[side].length === 0
        ? []
        : [`The ${name} one: ${what}: ${listed(pages[side].map(String), 8)}.`],
    )
  return {
    texts,
    take: (left: PageText | undefined, right: PageText | undefined, page: number) => {
      add(left, 'left', page)
      add(right, 'right', page)
    },
    notCompared: () => [
      ...words(broken, 'the words of these pages could not be read and are not compared'),
      ...words(cut, 'these pages have more text than is compared'),
    ],
  }
}

/** Pages near the end of what was read may yet find their like in what follows. */
function withoutEnd(pairs: readonly PagePair[], read: number): PagePair[] {
  return pairs.filter((pair) => (pair.kind === 'removed' ? pair.left : pair.right) < read - UNSURE)
}

async function open(blob: Blob, signal: AbortSignal): Promise<PDFDocumentProxy> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  signal.throwIfAborted()
  const task: PDFDocumentLoadingTask = openPdf(bytes)
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
  try {
    return await task.promise
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof PasswordException) {
      throw new Error('One of them is locked by a password. The previews ask for it.', {
        cause: error,
      })
    }
    throw new Error('One of them is damaged, or not a PDF.', { cause: error })
  }
}

export function connectPages(): PageClient {
  const worker = new Worker(new URL('./pages-worker.ts', import.meta.url), { type: 'module' })
  return connectWorker<PageMethods>(worker)
}

/** Pixels of a page that is compared; a poster is drawn smaller. */
const MOST_PIXELS = 8_000_000

/** How a page lies in its picture. */
export function viewportOf(source: PDFPageProxy, scale: number): PageViewport {
  const natural = source.getViewport({ scale: 1 })
  const most = Math.sqrt(MOST_PIXELS / Math.max(1, natural.width * natural.height))
  return source.getViewport({ scale: Math.min(scale, most) })
}

/**
 * Draws a page with its notes and fields, each pixel `1 / scale` points wide. The canvas is given back at once.
 * @throws the signal's reason; what pdf.js throws for a page that can't be drawn
 */
export async function drawPage(
  pdf: PDFDocumentProxy,
  page: number,
  scale: number,
  signal: AbortSignal,
): Promise<ImageData> {
  const source = await pdf.getPage(page + 1)
  signal.throwIfAborted()
  const viewport = viewportOf(source, scale)
  const canvas = document.createElement('canvas')
  try {
    canvas.width = Math.max(1, Math.floor(viewport.width))
    canvas.height = Math.max(1, Math.floor(viewport.height))
    const task = source.render({ canvas, viewport, annotationMode: AnnotationMode.ENABLE })
    const stop = () => task.cancel()
    signal.addEventListener('abort', stop, { once: true })
    try {
      await task.promise
    } finally {
      signal.removeEventListener('abort', stop)
    }
    signal.throwIfAborted()
    const context = canvas.getContext('2d')
    if (context === null) throw new Error('There is not enough memory for the page.')
    return context.getImageData(0, 0, canvas.width, canvas.height)
  } catch (error) {
    signal.throwIfAborted()
    throw error
  } finally {
    canvas.width = 0
    canvas.height = 0
  }
}
