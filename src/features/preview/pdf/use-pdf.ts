import { getDocument, GlobalWorkerOptions, PasswordResponses, version } from 'pdfjs-dist'
import type { PDFDataRangeTransport, PDFDocumentLoadingTask, PDFDocumentProxy } from 'pdfjs-dist'
// oxlint-disable-next-line import/default -- an address, by Vite
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { useEffect, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { readPdfFacts, type PdfFacts } from './pdf-facts.ts'
import { RANGE, rangesOf } from './pdf-ranges.ts'

export type PdfState =
  | { state: 'opening' }
  /** `wrong`: a password was given, and refused. */
  | { state: 'locked'; wrong: boolean; open: (password: string) => void }
  | { state: 'open'; pdf: PDFDocumentProxy; facts: PdfFacts }
  | { state: 'failed'; error: unknown }

/** Opens a PDF, asks for its password where it has one, and closes it (with its worker) when it is left. */
export function usePdf(source: ContentSource): PdfState {
  const [held, setHeld] = useState<{ source: ContentSource; pdf: PdfState }>()
  useEffect(() => {
    const ended = new AbortController()
    const report = (pdf: PdfState) => {
      if (!ended.signal.aborted) setHeld({ source, pdf })
    }
    readPdf(source, report, ended.signal).catch((error: unknown) =>
      report({ state: 'failed', error }),
    )
    return () => ended.abort()
  }, [source])
  return held?.source === source ? held.pdf : { state: 'opening' }
}

async function readPdf(
  source: ContentSource,
  report: (pdf: PdfState) => void,
  signal: AbortSignal,
): Promise<void> {
  const failed = Promise.withResolvers<never>()
  const task = await (source.here === undefined
    ? openRanged(source, (cause) => failed.reject(new PartMissing(cause)), signal)
    : source.here.arrayBuffer().then((buffer) => openPdf(new Uint8Array(buffer))))
  if (signal.aborted) return void task.destroy()
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
  task.onPassword = (open: (password: string) => void, reason: number) =>
    report({ state: 'locked', wrong: reason === PasswordResponses.INCORRECT_PASSWORD, open })
  // pdf.js waits for ever for a range that fails, also for one of a later page.
  failed.promise.catch((error: unknown) => report({ state: 'failed', error }))
  const unlessFailed = <Value>(work: Promise<Value>) => Promise.race([work, failed.promise])
  const pdf = await unlessFailed(task.promise)
  // Without its first page pdf.js's viewer shows nothing, and says nothing.
  await unlessFailed(pdf.getPage(1))
  report({ state: 'open', pdf, facts: await unlessFailed(readPdfFacts(pdf, source)) })
}

/**
 * Starts reading a PDF in a worker. Its scripts never run: pdf.js runs them only in a sandbox that is not loaded here,
 * and nothing is fetched but our own character maps, fonts and decoders.
 *
 * @param bytes are handed over to the worker; they are empty afterwards
 */
export function openPdf(bytes: Uint8Array<ArrayBuffer>): PDFDocumentLoadingTask {
  return open({ data: bytes })
}

/** A part of the file could not be fetched. */
class PartMissing extends Error {
  override readonly name = 'PartMissing'
  constructor(cause: unknown) {
    super('A part of the PDF could not be fetched.', { cause })
  }
}

/** Starts reading a PDF of which only those ranges are fetched that are shown. @param onFailure told of each that can't be */
async function openRanged(
  source: ContentSource,
  onFailure: (error: unknown) => void,
  signal: AbortSignal,
): Promise<PDFDocumentLoadingTask> {
  const head = await source.slice(0, RANGE, signal)
  const range = rangesOf(source, head, onFailure, signal)
  return open({ range, rangeChunkSize: RANGE, disableAutoFetch: true, disableStream: true })
}

function open(
  what:
    | { data: Uint8Array<ArrayBuffer> }
    | { range: PDFDataRangeTransport; [option: string]: unknown },
): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerSrc = workerUrl
  return getDocument({
    ...what,
    cMapUrl: pdfData('cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: pdfData('standard_fonts/'),
    iccUrl: pdfData('iccs/'),
    // Fonts that the file lacks are taken from the system: any others would show other letters.
    useSystemFonts: true,
    // Compiled in the worker, whose own response may allow it. Where it does not, pdf.js loads the decoders that are
    // plain JavaScript from the same folder.
    useWasm: true,
    wasmUrl: pdfData('wasm/'),
    enableXfa: false,
    maxImageSize: LARGEST_IMAGE,
    verbosity: 0,
  })
}

/** Pixels; a page that claims more than this would take gigabytes to decode. */
const LARGEST_IMAGE = 2 ** 28

/**
 * The address of a folder of pdf.js's own data. `vite.config.ts` puts them beside the worker; in development they are
 * served from the package.
 * @param folder with a slash at its end
 */
export function pdfData(folder: string): string {
  const base = import.meta.env.DEV ? '../' : `pdfjs-${version}/`
  return new URL(`${base}${folder}`, new URL(workerUrl, document.baseURI)).href
}
