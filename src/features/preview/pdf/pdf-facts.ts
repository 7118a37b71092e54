import type { PDFDocumentProxy } from 'pdfjs-dist'

/** A file inside a PDF. */
export interface InnerFile {
  /** pdf.js's own id, by which it gives the content. */
  id: string
  name: string
  description: string
}

/** An entry of a PDF's table of contents. */
export interface OutlineItem {
  title: string
  /** A place in the document: a name, or an array (ISO 32000-2, 12.3.2). */
  dest: string | unknown[] | null
  /** An address outside of it. */
  url: string | null
  items: readonly OutlineItem[]
}

/** What is worth knowing about a PDF beside its pages. */
export interface PdfFacts {
  /** The end of the file is missing. */
  cut: boolean
  /** A form for Adobe's programs alone (dynamic XFA): its one page asks for another program. */
  dynamicForm: boolean
  /** Its pages are a cover for the files inside. */
  portfolio: boolean
  files: readonly InnerFile[]
  outline: readonly OutlineItem[]
}

/** Bytes at the end of a file that must hold its end mark; more than the 1,024 that Acrobat allows. */
const TAIL = 4096

/** Never fails: a part that can't be read is told as not being there. */
export async function readPdfFacts(pdf: PDFDocumentProxy, blob: Blob): Promise<PdfFacts> {
  const [tail, metadata, attachments, outline] = await Promise.all([
    blob.slice(-TAIL).arrayBuffer(),
    pdf.getMetadata().catch(() => undefined),
    pdf.getAttachments().catch(() => null),
    pdf.getOutline().catch(() => []),
  ])
  const info: Record<string, unknown> = { ...metadata?.info }
  return {
    cut: isCutShort(new Uint8Array(tail)),
    dynamicForm: info['IsXFAPresent'] === true && info['IsAcroFormPresent'] !== true,
    portfolio: info['IsCollectionPresent'] === true,
    files: [...(attachments ?? [])].map(([id, { filename, description }]) => ({
      id,
      name: filename === '' ? id : filename,
      description: description ?? '',
    })),
    // For a document without an outline pdf.js gives null, which its types do not tell.
    outline: (outline as readonly OutlineItem[] | null) ?? [],
  }
}

/**
 * Whether a PDF lacks its end mark (`%%EOF`, ISO 32000-2, 7.5.5).
 * @param tail its last few thousand bytes
 */
export function isCutShort(tail: Uint8Array): boolean {
  return !new TextDecoder('latin1').decode(tail).includes('%%EOF')
}

/** A font as pdf.js keeps it for drawing, as far as it matters here. */
export interface DrawnFont {
  name?: string
  /** The file does not hold it. */
  missingFile?: boolean
  /** What is tried instead, and the family under which it is loaded when it is there. */
  systemFontInfo?: { loadedName: string; baseFontName: string } | null
}

/**
 * The names of the fonts that neither the file nor the system has, so that the browser draws other letters.
 *
 * @param families of the fonts that have been loaded: a system font that is not there is taken out again
 */
export function missingFonts(fonts: Iterable<DrawnFont>, families: ReadonlySet<string>): string[] {
  const missing = new Set<string>()
  for (const { name, missingFile = false, systemFontInfo } of fonts) {
    const absent = systemFontInfo ? !families.has(systemFontInfo.loadedName) : missingFile
    const plain = (systemFontInfo?.baseFontName ?? name ?? '').replace(/^[A-Z]{6}\+/, '')
    if (absent && plain !== '') missing.add(plain)
  }
  return [...missing]
}
