import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { ContentSource } from '#formats/content-source.ts'

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

/** A filled field of a form. */
export interface FormValue {
  /** As the form's author named it, such as `patient.allergies`. */
  name: string
  value: string
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
  values: readonly FormValue[]
  outline: readonly OutlineItem[]
}

/** Bytes at the end of a file that must hold its end mark; more than the 1,024 that Acrobat allows. */
const TAIL = 4096

/** What is known before any page is drawn: asking for fields later would take their values from the pages. Never fails. */
export async function readFormValues(pdf: PDFDocumentProxy): Promise<PdfFacts> {
  const fields = await pdf.getFieldObjects().catch(() => null)
  return {
    cut: false,
    dynamicForm: false,
    portfolio: false,
    files: [],
    values: formValues([...(fields?.values() ?? [])].flat()),
    outline: [],
  }
}

/**
 * All of it, while the first page is drawn. A part that can't be read is told as not being there.
 *
 * @throws ApiError, where the end of the file can't be loaded
 */
export async function readPdfFacts(
  pdf: PDFDocumentProxy,
  source: ContentSource,
  known: PdfFacts,
): Promise<PdfFacts> {
  const [tail, metadata, attachments, outline] = await Promise.all([
    source.slice(source.size - TAIL, source.size),
    pdf.getMetadata().catch(() => undefined),
    pdf.getAttachments().catch(() => null),
    pdf.getOutline().catch(() => []),
  ])
  const info: Record<string, unknown> = { ...metadata?.info }
  return {
    ...known,
    cut: isCutShort(tail),
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

/** The fields that hold something, each once: a field may stand in several places. */
export function formValues(fields: readonly object[]): FormValue[] {
  const values = new Map<string, string>()
  for (const field of fields as readonly DrawnField[]) {
    const { name, value, hidden = false, password = false } = field
    if (hidden || typeof name !== 'string' || value === undefined || value === null) continue
    const words = Array.isArray(value) ? value.join(', ') : String(value)
    if (words.trim() === '' || words === 'Off') continue
    values.set(name, password ? '•'.repeat(words.length) : words)
  }
  return [...values].map(([name, value]) => ({ name, value }))
}

/** A field as pdf.js describes it to a document's scripts, as far as it matters here. */
interface DrawnField {
  name?: string
  value?: string | number | readonly string[] | null
  hidden?: boolean
  password?: boolean
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
    const plain = readableName(systemFontInfo?.baseFontName ?? name ?? '')
    if (absent && plain !== '') missing.add(plain)
  }
  return [...missing]
}

/** Without the mark of a subset; Chinese names of old files come as bytes, one character each. */
function readableName(name: string): string {
  const plain = name.replace(/^[A-Z]{6}\+/, '')
  if (!/^[\0-\xff]*[\x80-\xff][\0-\xff]*$/.test(plain)) return plain
  try {
    const bytes = Uint8Array.from(plain, (character) => character.charCodeAt(0))
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  } catch {
    return plain
  }
}
