import { PasswordResponses, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import { openPdf } from '#ui/pdf/open-pdf.ts'
import { readPdfFacts, type PdfFacts } from './pdf-facts.ts'

export type PdfState =
  | { state: 'opening' }
  /** `wrong`: a password was given, and refused. */
  | { state: 'locked'; wrong: boolean; open: (password: string) => void }
  | { state: 'open'; pdf: PDFDocumentProxy; facts: PdfFacts }
  | { state: 'failed'; error: unknown }

/** Opens a PDF, asks for its password where it has one, and closes it (with its worker) when it is left. */
export function usePdf(blob: Blob): PdfState {
  const [held, setHeld] = useState<{ blob: Blob; pdf: PdfState }>()
  useEffect(() => {
    const ended = new AbortController()
    const report = (pdf: PdfState) => {
      if (!ended.signal.aborted) setHeld({ blob, pdf })
    }
    readPdf(blob, report, ended.signal).catch((error: unknown) =>
      report({ state: 'failed', error }),
    )
    return () => ended.abort()
  }, [blob])
  return held?.blob === blob ? held.pdf : { state: 'opening' }
}

async function readPdf(
  blob: Blob,
  report: (pdf: PdfState) => void,
  signal: AbortSignal,
): Promise<void> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  if (signal.aborted) return
  const task = openPdf(bytes)
  signal.addEventListener('abort', () => void task.destroy(), { once: true })
  task.onPassword = (open: (password: string) => void, reason: number) =>
    report({ state: 'locked', wrong: reason === PasswordResponses.INCORRECT_PASSWORD, open })
  const pdf = await task.promise
  // Without its first page pdf.js's viewer shows nothing, and says nothing.
  await pdf.getPage(1)
  report({ state: 'open', pdf, facts: await readPdfFacts(pdf, blob) })
}
