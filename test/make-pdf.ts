/**
 * Small PDFs for tests, written object by object, so that a test can put into one whatever it is about. Strings are
 * Latin-1: one character, one byte.
 */
export interface PdfParts {
  pages: readonly PdfPage[]
  /** More entries of the catalog, such as `/AcroForm << … >>`. */
  catalog?: string
  /** Objects of the test's own; the first one is number 4. */
  objects?: readonly string[]
  /** Pages in each node of the page tree, which stand at the end, as most writers have it; all in one by default. */
  perNode?: number
}

interface PdfPage {
  /** Set in 18 points at the upper left. */
  text?: string
  /** More content after the text, in the page's own operators. */
  content?: string
  /** More entries of the page, such as `/Annots [ … ]`. */
  extra?: string
  /** More fonts beside `/F`, such as `/N 4 0 R`. */
  font?: string
  /** More resources beside the font `/F`, such as `/XObject << … >>`. */
  resources?: string
}

const FIRST_OWN_OBJECT = 4
/** Points. */
export const PAGE_WIDTH = 612
export const PAGE_HEIGHT = 792

/** A PDF with a cross-reference table and an end, as a viewer expects it. */
export function makePdf(parts: PdfParts): Uint8Array<ArrayBuffer> {
  const { pages, catalog = '', objects = [], perNode } = parts
  const firstPage = FIRST_OWN_OBJECT + objects.length
  const firstNode = firstPage + pages.length * 2
  const references = pages.map((_, at) => `${firstPage + at * 2} 0 R`)
  const nodes = perNode === undefined ? [] : inGroups(references, perNode)
  const kids = perNode === undefined ? references : nodes.map((_, at) => `${firstNode + at} 0 R`)
  const parentOf = (at: number) =>
    perNode === undefined ? 2 : firstNode + Math.floor(at / perNode)
  const all = [
    `<< /Type /Catalog /Pages 2 0 R ${catalog} >>`,
    `<< /Type /Pages /Count ${pages.length} /Kids [${kids.join(' ')}] >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...objects,
    ...pages.flatMap(({ text, content = '', extra = '', resources = '', font = '' }, at) => {
      const words = text === undefined ? '' : `BT /F 18 Tf 40 760 Td (${text}) Tj ET `
      return [
        `<< /Type /Page /Parent ${parentOf(at)} 0 R /MediaBox [0 0 ${PAGE_WIDTH} ${PAGE_HEIGHT}] /Contents ${firstPage + 1 + at * 2} 0 R /Resources << /Font << /F 3 0 R ${font} >> ${resources} >> ${extra} >>`,
        pdfStream('', words + content),
      ]
    }),
    ...nodes.map(
      (node) => `<< /Type /Pages /Parent 2 0 R /Count ${node.length} /Kids [${node.join(' ')}] >>`,
    ),
  ]
  let body = '%PDF-1.7\n'
  const offsets = all.map((object, at) => {
    const offset = body.length
    body += `${at + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  const size = all.length + 1
  const end = `xref\n0 ${size}\n0000000000 65535 f \n${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`
  const letters = body + end
  const bytes = new Uint8Array(letters.length)
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at)
  return bytes
}

function inGroups(references: readonly string[], size: number): string[][] {
  const groups = Math.ceil(references.length / size)
  return Array.from({ length: groups }, (_, at) => references.slice(at * size, (at + 1) * size))
}

/** A stream object. @param dictionary its entries beside the length */
export function pdfStream(dictionary: string, body: string): string {
  return `<< ${dictionary} /Length ${body.length} >>\nstream\n${body}\nendstream`
}
