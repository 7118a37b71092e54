/** Small Word and OpenDocument files for tests, made byte by byte; they run in Node and in a browser. */

type Content = string | Uint8Array

export interface DocxParts {
  /** What stands in `w:body`. */
  body: string
  /** What stands in the root of these parts. */
  styles?: string
  numbering?: string
  footnotes?: string
  endnotes?: string
  comments?: string
  commentsExtended?: string
  settings?: string
  /** Relations of the main part beside those of the parts above: `Id Type Target`, with "External" as a fourth word. */
  relations?: readonly string[]
  /** Other parts, by their paths. */
  others?: Record<string, Content>
}

const ROOTS = {
  styles: 'styles',
  numbering: 'numbering',
  footnotes: 'footnotes',
  endnotes: 'endnotes',
  comments: 'comments',
  commentsExtended: 'commentsEx',
  settings: 'settings',
} as const

const NAMESPACES =
  'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" xmlns:wp="urn:wp" xmlns:a="urn:a" xmlns:pic="urn:pic" xmlns:wps="urn:wps" xmlns:mc="urn:mc" xmlns:v="urn:v" xmlns:o="urn:o" xmlns:w14="urn:w14" xmlns:w15="urn:w15" xmlns:c="urn:c" xmlns:dgm="urn:dgm"'

export function makeDocx(parts: DocxParts): Uint8Array<ArrayBuffer> {
  const files: Record<string, Content> = {
    '[Content_Types].xml': '<Types/>',
    '_rels/.rels': relationsXml(['r1 officeDocument word/document.xml']),
    'word/document.xml': `<w:document ${NAMESPACES}><w:body>${parts.body}</w:body></w:document>`,
  }
  const relations: string[] = [...(parts.relations ?? [])]
  for (const [name, root] of Object.entries(ROOTS)) {
    const content = parts[name as keyof typeof ROOTS]
    if (content === undefined) continue
    const prefix = root === 'commentsEx' ? 'w15' : 'w'
    files[`word/${name}.xml`] = `<${prefix}:${root} ${NAMESPACES}>${content}</${prefix}:${root}>`
    relations.push(`own-${name} ${name} ${name}.xml`)
  }
  files['word/_rels/document.xml.rels'] = relationsXml(relations)
  return makeZip({ ...files, ...parts.others })
}

/** Headers, footers and the like: a root with the namespaces of a main part. */
export function wordPart(root: string, content: string): string {
  return `<w:${root} ${NAMESPACES}>${content}</w:${root}>`
}

export function relationsXml(relations: readonly string[]): string {
  const base = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const elements = relations.map((relation) => {
    const [id, type, target = '', mode] = relation.split(' ')
    const external = mode === undefined ? '' : ` TargetMode="${mode}"`
    return `<Relationship Id="${id}" Type="${base}/${type}" Target="${target}"${external}/>`
  })
  return `<Relationships>${elements.join('')}</Relationships>`
}

/** A paragraph of one run. @param props what stands in `w:pPr` */
export function paragraph(text: string, props = ''): string {
  return `<w:p><w:pPr>${props}</w:pPr><w:r><w:t xml:space="preserve">${text}</w:t></w:r></w:p>`
}

/** An archive of parts that are stored as they are (APPNOTE 4.3). */
export function makeZip(files: Record<string, Content>): Uint8Array<ArrayBuffer> {
  const locals: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const [path, content] of Object.entries(files)) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
    const name = new TextEncoder().encode(path)
    const common = [
      ...little(20, 2),
      ...little(0x0800, 2),
      ...little(0, 6),
      ...little(crc32(bytes), 4),
      ...little(bytes.length, 4),
      ...little(bytes.length, 4),
      ...little(name.length, 2),
      ...little(0, 2),
    ]
    locals.push(Uint8Array.of(0x50, 0x4b, 3, 4, ...common), name, bytes)
    const tail = [...little(0, 10), ...little(offset, 4)]
    directory.push(Uint8Array.of(0x50, 0x4b, 1, 2, 20, 0, ...common, ...tail), name)
    offset += 30 + name.length + bytes.length
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0)
  const count = little(directory.length / 2, 2)
  const end = [0x50, 0x4b, 5, 6, 0, 0, 0, 0, ...count, ...count, ...little(size, 4)]
  return concat([...locals, ...directory, Uint8Array.of(...end, ...little(offset, 4), 0, 0)])
}

function concat(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

function little(value: number, length: number): number[] {
  return Array.from({ length }, (_, place) => Math.floor(value / 256 ** place) % 256)
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0)
  }
  return (crc ^ 0xffffffff) >>> 0
}
