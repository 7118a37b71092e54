import { fileName } from '#fhir/binary.ts'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Binary } from '#fhir/types.ts'

/**
 * The name to save a file under: its own, without what no file system takes and what would hide its ending
 * (separators, control and direction-changing characters); else its id with the ending that its type has.
 */
export function downloadName(binary: Binary, contentType = binary.contentType): string {
  const name = cleanFileName(fileName(binary) ?? '')
  if (name !== '') return name
  const essence = parseMediaType(contentType ?? '')?.essence ?? ''
  return `${binary.id ?? 'Binary'}${ENDINGS.get(essence) ?? ''}`
}

export function cleanFileName(name: string): string {
  return name
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, '')
    .replaceAll(/[/\\:*?"<>|]/g, '_')
    .replace(/^[\s.]+/, '')
    .trim()
    .slice(-200)
}

const ENDINGS = new Map(
  Object.entries({
    'application/dicom': '.dcm',
    'application/json': '.json',
    'application/fhir+json': '.json',
    'application/pdf': '.pdf',
    'application/rtf': '.rtf',
    'application/xml': '.xml',
    'application/zip': '.zip',
    'audio/mpeg': '.mp3',
    'audio/wav': '.wav',
    'image/avif': '.avif',
    'image/gif': '.gif',
    'image/jpeg': '.jpg',
    'image/png': '.png',
    'image/svg+xml': '.svg',
    'image/tiff': '.tif',
    'image/webp': '.webp',
    'text/csv': '.csv',
    'text/html': '.html',
    'text/plain': '.txt',
    'video/mp4': '.mp4',
    'x-application/hl7-v2+er7': '.hl7',
  }),
)
