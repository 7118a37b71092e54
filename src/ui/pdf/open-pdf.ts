import {
  getDocument,
  GlobalWorkerOptions,
  PDFWorker,
  version,
  type PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
} from 'pdfjs-dist'
// oxlint-disable-next-line import/default -- an address, by Vite
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import type { DocumentInitParameters } from 'pdfjs-dist/types/src/display/api.js'

/**
 * Starts reading a PDF in a worker. Its scripts never run: pdf.js runs them only in a sandbox that is not loaded here,
 * and nothing is fetched but our own character maps, fonts and decoders.
 *
 * @param bytes are handed over to the worker; they are empty afterwards
 */
export function openPdf(bytes: Uint8Array<ArrayBuffer>): PDFDocumentLoadingTask {
  return open({ data: bytes })
}

/**
 * The same for a PDF of which only those ranges are asked for that are shown.
 * @param size bytes of a range
 */
export function openPdfInRanges(
  range: PDFDataRangeTransport,
  size: number,
): PDFDocumentLoadingTask {
  return open({ range, rangeChunkSize: size, disableAutoFetch: true, disableStream: true })
}

/** A worker that is starting, for the PDF that is opened next. */
let spare: { worker: PDFWorker; timer: ReturnType<typeof setTimeout> } | undefined

/** Milliseconds that a worker waits for its PDF: longer than most take to come. */
const PATIENCE = 20_000

/** Starts a worker ahead, while its PDF is still on the way: that takes longer than reading the first page. */
export function readyPdf(): void {
  if (spare !== undefined) return
  const timer = setTimeout(() => takeWorker().destroy(), PATIENCE)
  spare = { worker: startWorker(), timer }
}

function startWorker(): PDFWorker {
  GlobalWorkerOptions.workerSrc = workerUrl
  return new PDFWorker({ verbosity: 0 })
}

function takeWorker(): PDFWorker {
  const worker = spare?.worker ?? startWorker()
  clearTimeout(spare?.timer)
  spare = undefined
  return worker
}

function open(what: DocumentInitParameters): PDFDocumentLoadingTask {
  const worker = takeWorker()
  const task = getDocument({
    ...what,
    worker,
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
  // pdf.js ends the workers alone that it has started itself.
  const destroy = task.destroy.bind(task)
  task.destroy = async () => destroy().finally(() => worker.destroy())
  return task
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
