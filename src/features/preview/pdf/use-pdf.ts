import { PasswordResponses, type PDFDocumentLoadingTask, type PDFDocumentProxy } from 'pdfjs-dist'
import { useEffect, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { openPdf, openPdfInRanges } from '#ui/pdf/open-pdf.ts'
import { readFormValues, readPdfFacts, type PdfFacts } from './pdf-facts.ts'
import { RANGE, rangesOf } from './pdf-ranges.ts'

export type PdfState =
  | { state: 'opening' }
  /** `wrong`: a password was given, and refused. */
  | { state: 'locked'; wrong: boolean; open: (password: string) => void }
  /** `facts` as far as they are known; the others follow. */
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
  const known = await unlessFailed(readFormValues(pdf))
  report({ state: 'open', pdf, facts: known })
  // Its outline and the files inside may lie anywhere in it: the page is not to wait for them.
  report({ state: 'open', pdf, facts: await unlessFailed(readPdfFacts(pdf, source, known)) })
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
  return openPdfInRanges(range, RANGE)
}
