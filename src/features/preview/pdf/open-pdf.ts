import { getDocument, GlobalWorkerOptions, version, type PDFDocumentLoadingTask } from 'pdfjs-dist'
// oxlint-disable-next-line import/default -- an address, by Vite
import workerUrl from 'pdfjs-dist/build/pdf.worker.min.mjs?url'
import { basePath } from '#site/base-path.ts'

/**
 * Starts reading a PDF in a worker. Nothing in it runs: pdf.js calls a document's scripts only through a sandbox that
 * is not loaded here, and nothing is fetched but our own character maps and fonts.
 *
 * @param bytes are handed over to the worker; they are empty afterwards
 */
export function openPdf(bytes: Uint8Array<ArrayBuffer>): PDFDocumentLoadingTask {
  GlobalWorkerOptions.workerSrc = workerUrl
  return getDocument({
    data: bytes,
    cMapUrl: asset('cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: asset('standard_fonts/'),
    // The same letters everywhere, not those that this machine happens to have.
    useSystemFonts: false,
    // The content security policy has no 'wasm-unsafe-eval': JPEG 2000 and JBIG2 are decoded by the shipped JavaScript.
    useWasm: false,
    wasmUrl: asset('wasm/'),
    enableXfa: false,
    maxImageSize: LARGEST_IMAGE,
    verbosity: 0,
  })
}

/** Pixels; a page that claims more than this would take gigabytes to decode. */
const LARGEST_IMAGE = 2 ** 28

/** `vite.config.ts` puts pdf.js's data there; in development they are served where they lie. */
function asset(folder: string): string {
  const base = import.meta.env.DEV
    ? '/node_modules/pdfjs-dist/'
    : `${basePath()}/assets/pdfjs-${version}/`
  return new URL(`${base}${folder}`, document.baseURI).href
}
