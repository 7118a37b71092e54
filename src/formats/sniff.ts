import { kindOfExtension, mediaKind } from './kinds.ts'
import { sniffText } from './sniff-text.ts'

export interface Sniffed {
  contentType: string
  /** Whether a signature says so, rather than a guess from names or statistics. */
  certain: boolean
}

/**
 * The content type of a file from its first bytes.
 * @param head the first 64 KiB, or all of a smaller file
 * @param fileName decides only where the bytes leave it open
 */
export async function sniff(head: Uint8Array, fileName?: string): Promise<Sniffed> {
  if (head.length === 0) return { contentType: typeOfExtension(fileName), certain: false }
  const text = sniffText(head, fileName)
  // Text that names itself, before the library calls all of it XML.
  if (text?.certain) return text
  const signature = await signatureOf(head)
  if (signature === 'application/zip') return zipped(fileName)
  if (signature !== undefined && signature !== 'application/xml') {
    return { contentType: signature, certain: true }
  }
  return text ?? { contentType: typeOfExtension(fileName), certain: false }
}

/** Whether the name's ending promises another kind of file than the content type says. */
export function extensionDisagrees(fileName: string, contentType: string): boolean {
  const promised = kindOfExtension(fileName)
  const found = mediaKind(contentType)
  if (promised === 'other' || promised === found) return false
  // A message, a table and a document in XML are text as well, and often called no more than that.
  const loose = new Set(['text', 'csv', 'hl7v2', 'json', 'xml', 'ccda'])
  if (found === 'text') return !loose.has(promised)
  if (found === 'xml') return promised !== 'ccda'
  if (promised === 'text' || promised === 'xml') return !loose.has(found)
  return true
}

const EXTENSION_TYPES: Record<string, string> = {
  dcm: 'application/dicom',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  pdf: 'application/pdf',
  txt: 'text/plain',
  csv: 'text/csv',
  json: 'application/json',
  xml: 'application/xml',
  zip: 'application/zip',
}

function extensionOf(fileName: string | undefined): string {
  return /\.([a-z0-9]{1,8})$/i.exec(fileName ?? '')?.[1]?.toLowerCase() ?? ''
}

function typeOfExtension(fileName: string | undefined): string {
  const extension = extensionOf(fileName)
  return Object.hasOwn(EXTENSION_TYPES, extension)
    ? (EXTENSION_TYPES[extension] ?? 'application/octet-stream')
    : 'application/octet-stream'
}

/** An Office document whose telling entry lies beyond the head is a zip for the library. */
function zipped(fileName: string | undefined): Sniffed {
  const office: Record<string, string> = {
    docx: 'wordprocessingml.document',
    xlsx: 'spreadsheetml.sheet',
    pptx: 'presentationml.presentation',
  }
  const extension = extensionOf(fileName)
  const format = Object.hasOwn(office, extension) ? office[extension] : undefined
  if (format === undefined) return { contentType: 'application/zip', certain: true }
  return {
    contentType: `application/vnd.openxmlformats-officedocument.${format}`,
    certain: false,
  }
}

/** Loaded when first needed: it knows hundreds of formats and weighs as much. */
async function signatureOf(head: Uint8Array): Promise<string | undefined> {
  const { fileTypeFromBuffer } = await import('file-type')
  try {
    return (await fileTypeFromBuffer(head))?.mime
  } catch {
    // A head that ends in the middle of a structure.
    return undefined
  }
}
