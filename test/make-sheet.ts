/** Spreadsheets as tests want them: parts in XML, stored in a ZIP file (APPNOTE 4.3) as they are. */

export type Parts = Readonly<Record<string, string>>

/** A ZIP file of stored parts. */
export function makePackage(parts: Parts): Uint8Array<ArrayBuffer> {
  const pieces: number[][] = []
  const list: number[] = []
  let at = 0
  for (const [name, text] of Object.entries(parts)) {
    const data = [...new TextEncoder().encode(text)]
    const path = [...new TextEncoder().encode(name)]
    const common = [
      20,
      0,
      0,
      8,
      ...four(0),
      0x21,
      0x5c,
      ...four(crc32(data)),
      ...four(data.length),
      ...four(data.length),
      ...two(path.length),
      ...two(0),
    ]
    list.push(0x50, 0x4b, 1, 2, 20, 0, ...common, ...two(0), ...two(0), ...two(0), ...four(0))
    list.push(...four(at), ...path)
    const local = [0x50, 0x4b, 3, 4, ...common, ...path]
    pieces.push(local, data)
    at += local.length + data.length
  }
  const count = Object.keys(parts).length
  const end = [0x50, 0x4b, 5, 6, 0, 0, 0, 0, ...two(count), ...two(count)]
  const whole = [...pieces, list, [...end, ...four(list.length), ...four(at), 0, 0]]
  const bytes = new Uint8Array(whole.reduce((sum, piece) => sum + piece.length, 0))
  let place = 0
  for (const piece of whole) {
    bytes.set(piece, place)
    place += piece.length
  }
  return bytes
}

interface SheetParts {
  name: string
  /** What stands inside of `worksheet`; rows alone are put into `sheetData`. */
  xml: string
  state?: 'hidden' | 'veryHidden'
  /** Relations of the sheet: type, target, and whether it lies outside. */
  relations?: readonly (readonly [type: string, target: string, mode?: 'External'])[]
}

export interface WorkbookParts {
  sheets: readonly SheetParts[]
  /** What stands inside of `sst`: a text each, or runs in XML. */
  strings?: readonly string[]
  /** Number formats, each a style of the same number but the first, which is the plain one. */
  formats?: readonly string[]
  /** Instead of what `formats` makes. */
  styles?: string
  /** What stands before `sheets` in the workbook. */
  workbook?: string
  /** Other parts, by their paths. */
  others?: Parts
  isStrict?: boolean
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const STRICT = 'http://purl.oclc.org/ooxml/officeDocument/relationships'

/** The parts of an Excel workbook (ECMA-376 part 1 §12.2), its relations numbered from 1. */
export function xlsxParts(book: WorkbookParts): Record<string, string> {
  const types = book.isStrict === true ? STRICT : OFFICE
  const main = book.isStrict === true ? 'http://purl.oclc.org/ooxml/spreadsheetml/main' : MAIN
  const parts: Record<string, string> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relations(types, [['officeDocument', 'xl/workbook.xml']]),
    'xl/_rels/workbook.xml.rels': relations(types, [
      ...book.sheets.map((_, at) => ['worksheet', `worksheets/sheet${at + 1}.xml`] as const),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
      ['person', 'persons/person.xml'],
    ]),
    'xl/workbook.xml': `<workbook xmlns="${main}" xmlns:r="${types}">${book.workbook ?? ''}<sheets>${book.sheets
      .map(({ name, state }, at) => {
        const hidden = state === undefined ? '' : ` state="${state}"`
        return `<sheet name="${name}" sheetId="${at + 1}"${hidden} r:id="rId${at + 1}"/>`
      })
      .join('')}</sheets></workbook>`,
    'xl/styles.xml': book.styles ?? stylesOf(book.formats ?? []),
    'xl/sharedStrings.xml': `<sst>${(book.strings ?? []).map((text) => `<si>${text.startsWith('<') ? text : `<t>${text}</t>`}</si>`).join('')}</sst>`,
  }
  for (const [at, sheet] of book.sheets.entries()) {
    const xml = sheet.xml.startsWith('<row') ? `<sheetData>${sheet.xml}</sheetData>` : sheet.xml
    const path = `xl/worksheets/sheet${at + 1}.xml`
    parts[path] = `<worksheet xmlns="${main}" xmlns:r="${types}">${xml}</worksheet>`
    if (sheet.relations) {
      parts[`xl/worksheets/_rels/sheet${at + 1}.xml.rels`] = relations(types, sheet.relations)
    }
  }
  return { ...parts, ...book.others }
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

export function makeXlsx(book: WorkbookParts): Uint8Array<ArrayBuffer> {
  return makePackage(xlsxParts(book))
}

/** An OpenDocument spreadsheet. @param tables what stands inside of `office:spreadsheet` */
export function makeOds(tables: string, styles = '', others: Parts = {}): Uint8Array<ArrayBuffer> {
  return makePackage({
    mimetype: 'application/vnd.oasis.opendocument.spreadsheet',
    'content.xml': `<office:document-content><office:automatic-styles>${styles}</office:automatic-styles><office:body><office:spreadsheet>${tables}</office:spreadsheet></office:body></office:document-content>`,
    ...others,
  })
}

function stylesOf(formats: readonly string[]): string {
  const codes = formats.map(
    (code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${escaped(code)}"/>`,
  )
  const styles = formats.map((_, at) => `<xf numFmtId="${164 + at}"/>`)
  return `<styleSheet><numFmts>${codes.join('')}</numFmts><cellXfs><xf numFmtId="0"/>${styles.join('')}</cellXfs></styleSheet>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}

function relations(types: string, list: NonNullable<SheetParts['relations']>): string {
  const all = list.map(([type, target, mode], at) => {
    const outside = mode === undefined ? '' : ` TargetMode="${mode}"`
    return `<Relationship Id="rId${at + 1}" Type="${types}/${type}" Target="${target}"${outside}/>`
  })
  return `<Relationships>${all.join('')}</Relationships>`
}

function two(number: number): number[] {
  return [number & 255, (number >> 8) & 255]
}

function four(number: number): number[] {
  return [...two(number & 0xffff), ...two(number >>> 16)]
}

/** The checksum of ZIP (ISO 3309), bit by bit. */
function crc32(bytes: readonly number[]): number {
  let sum = 0xffffffff
  for (const byte of bytes) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0)
  }
  return (sum ^ 0xffffffff) >>> 0
}
