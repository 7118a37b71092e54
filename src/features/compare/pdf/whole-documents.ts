import type { PDFDocumentProxy } from 'pdfjs-dist'
import { counted, listed } from '../changes.ts'

/** What differs between two PDFs beside their pages. */
export interface BesidePages {
  remarks: readonly string[]
  /** What of it is not compared, in sentences. */
  notCompared: readonly string[]
}

/** Compares the properties of two PDFs, and the files inside them, which have no page. */
export async function compareWholes(
  left: PDFDocumentProxy,
  right: PDFDocumentProxy,
): Promise<BesidePages> {
  const [before, after] = [await propertiesOf(left), await propertiesOf(right)]
  const names = [...new Set([...before.keys(), ...after.keys()])]
  const differing = names.filter((name) => before.get(name) !== after.get(name))
  const files = unlike(await filesOf(left), await filesOf(right))
  return {
    remarks:
      differing.length === 0 ? [] : [`Properties of the document differ: ${listed(differing)}.`],
    notCompared:
      files.length === 0
        ? []
        : [
            `${counted(files.length, 'file')} inside ${files.length === 1 ? 'differs' : 'differ'} (${listed(files)}): what is in it is not compared.`,
          ],
  }
}

/** Those that come with every saving say nothing. */
const OF_A_SAVING = new Set(['ModDate', 'CreationDate', 'Producer', 'Creator', 'PDFFormatVersion'])

async function propertiesOf(pdf: PDFDocumentProxy): Promise<Map<string, string>> {
  const info = await pdf.getMetadata().then(
    (found): object => found.info,
    () => ({}),
  )
  return new Map(
    Object.entries(info)
      .filter(([name, value]) => !OF_A_SAVING.has(name) && value !== null && value !== undefined)
      .map(([name, value]) => [name, JSON.stringify(value)]),
  )
}

async function filesOf(pdf: PDFDocumentProxy): Promise<Map<string, Uint8Array | undefined>> {
  const found = (await pdf.getAttachments().catch(() => null)) ?? new Map<string, never>()
  const files = new Map<string, Uint8Array | undefined>()
  for (const [id, { filename, content }] of found) {
    const bytes = content ?? (await pdf.getAttachmentContent(id).catch(() => null))
    const name = filename === '' ? id : filename
    files.set(files.has(name) ? `${name} (${id})` : name, bytes ?? undefined)
  }
  return files
}

/** The names of files that one of the two lacks, or that hold other bytes. */
function unlike(
  left: ReadonlyMap<string, Uint8Array | undefined>,
  right: ReadonlyMap<string, Uint8Array | undefined>,
): string[] {
  return [...new Set([...left.keys(), ...right.keys()])].filter((name) => {
    const [one, other] = [left.get(name), right.get(name)]
    if (one === undefined || other === undefined) return true
    return one.length !== other.length || one.some((byte, at) => byte !== other[at])
  })
}
