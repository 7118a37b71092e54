import type { PDFDocumentProxy } from 'pdfjs-dist'
import { TextPieces, type Words } from './words.ts'

/** Where pdf.js finds what it needs to know letters by: paths or addresses that end with a slash. */
export interface PdfData {
  cMapUrl: string
  standardFontDataUrl: string
}

/** Pages that are read. */
const MOST_PAGES = 5000

/**
 * The words of a PDF: its title, the text of its pages, and what its fields and notes say. Works where there is no
 * canvas. Scripts in it never run.
 */
export async function pdfWords(bytes: Uint8Array<ArrayBuffer>, data: PdfData): Promise<Words> {
  const { getDocument, PasswordException, VerbosityLevel } =
    await import('pdfjs-dist/legacy/build/pdf.mjs')
  const task = getDocument({
    // It is taken over, and empty afterwards.
    data: bytes.slice(),
    ...data,
    cMapPacked: true,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    useWasm: false,
    verbosity: VerbosityLevel.ERRORS,
  })
  try {
    return await readPages(await task.promise)
  } catch (error) {
    const why = error instanceof PasswordException ? 'It is encrypted with a password.' : undefined
    if (why === undefined && !isOfPdf(error)) throw error
    return { type: 'unreadable', why: why ?? `It is damaged: ${(error as Error).message}` }
  } finally {
    await task.destroy()
  }
}

async function readPages(document: PDFDocumentProxy): Promise<Words> {
  const pieces = new TextPieces()
  const pages = Math.min(document.numPages, MOST_PAGES)
  const { info } = await document.getMetadata().catch(() => ({ info: {} }))
  for (const name of ['Title', 'Author', 'Subject', 'Keywords'])
    pieces.add(textOf((info as Record<string, unknown>)[name]))
  let broken: unknown
  let isRead = false
  for (let number = 1; number <= pages && !pieces.isFull; number += 1) {
    try {
      await addPage(pieces, document, number)
      isRead = true
    } catch (error) {
      broken ??= error
    }
  }
  // One broken page does not take the words of the others.
  if (!isRead && broken !== undefined) throw broken
  return pieces.words(pages === document.numPages && broken === undefined)
}

async function addPage(
  pieces: TextPieces,
  document: PDFDocumentProxy,
  number: number,
): Promise<void> {
  const page = await document.getPage(number)
  const { items } = await page.getTextContent()
  pieces.add(
    items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join(''),
  )
  for (const note of (await page.getAnnotations()) as Record<string, unknown>[]) {
    pieces.add(textOf(note['fieldValue']))
    pieces.add(textOf((note['contentsObj'] as { str?: unknown } | undefined)?.str))
  }
  page.cleanup()
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.filter((one) => typeof one === 'string').join(' ') : undefined
}

/** What pdf.js throws at a damaged file, rather than a mistake of ours: by name, since it does not export all of them. */
function isOfPdf(error: unknown): boolean {
  return (
    error instanceof Error &&
    /^(InvalidPDF|Response|Unknown\w*|Format|XRefParse|Parser\w*|MissingData|Password|Abort|Base)\w*(Exception|Error)$/.test(
      error.name,
    )
  )
}
