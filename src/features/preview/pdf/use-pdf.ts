import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import { openPdf } from './open-pdf.ts'
import type { PageSize } from './page-layout.ts'

export type PdfState =
  | { state: 'opening' }
  /** `wrong`: a password was given, and refused. */
  | { state: 'locked'; wrong: boolean; open: (password: string) => void }
  /** `sizes` are those of the first page for pages that have not been looked at yet. */
  | { state: 'open'; pdf: PDFDocumentProxy; sizes: readonly PageSize[] }
  | { state: 'failed'; error: unknown }

/** Opens a PDF, asks for its password where it has one, and closes it (with its worker) at the end. */
export function usePdf(blob: Blob): PdfState {
  const [held, setHeld] = useState<{ blob: Blob; pdf: PdfState }>()
  useEffect(() => {
    const ended = new AbortController()
    const tell = (pdf: PdfState) => {
      if (!ended.signal.aborted) setHeld({ blob, pdf })
    }
    readPdf(blob, tell, ended.signal).catch((error: unknown) => tell({ state: 'failed', error }))
    return () => ended.abort()
  }, [blob])
  return held?.blob === blob ? held.pdf : { state: 'opening' }
}

async function readPdf(
  blob: Blob,
  tell: (pdf: PdfState) => void,
  signal: AbortSignal,
): Promise<void> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  if (signal.aborted) return
  const task = openPdf(bytes)
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
  task.onPassword = (open: (password: string) => void, reason: number) =>
    tell({ state: 'locked', wrong: reason === WRONG_PASSWORD, open })
  const pdf = await task.promise
  await measurePages(pdf, (sizes) => tell({ state: 'open', pdf, sizes }), signal)
}

/** pdf.js's `PasswordResponses.INCORRECT_PASSWORD`. */
const WRONG_PASSWORD = 2

/** Shows the document as soon as its first page is known; the others are measured in steps that grow. */
async function measurePages(
  pdf: PDFDocumentProxy,
  tell: (sizes: readonly PageSize[]) => void,
  signal: AbortSignal,
): Promise<void> {
  const first = await pageSize(pdf, 1)
  const sizes = Array.from({ length: pdf.numPages }, () => first)
  tell([...sizes])
  let step = 20
  let changed = false
  for (let number = 2; number <= pdf.numPages; number += 1) {
    if (signal.aborted) return
    const size = await pageSize(pdf, number).catch(() => first)
    if (size.width !== first.width || size.height !== first.height) {
      sizes[number - 1] = size
      changed = true
    }
    if (changed && (number % step === 0 || number === pdf.numPages)) {
      tell([...sizes])
      changed = false
      step *= 2
    }
  }
}

/** The page's own turn included, the reader's not. */
async function pageSize(pdf: PDFDocumentProxy, number: number): Promise<PageSize> {
  const { width, height } = (await pdf.getPage(number)).getViewport({ scale: 1 })
  return { width, height }
}
