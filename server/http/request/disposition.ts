import { fileNameOfPath } from '#fhir/file-name.ts'
import { isInlineSafe } from '#fhir/media-type.ts'
import { savedName } from '#fhir/saved-name.ts'
import { headerText } from './headers.ts'

/**
 * `Content-Disposition` of raw content (RFC 6266): inline for what can't contain a script, else as a download, under
 * the file's name. Whatever the name holds, the header stays one line of plain ASCII, and both names in it are fit to
 * save the file under.
 */
export function contentDisposition(contentType: string, name: string | undefined): string {
  const type = isInlineSafe(contentType) ? 'inline' : 'attachment'
  const clean = savedName(name ?? '')
  if (clean === '') return type
  const plain = clean.replace(/[^\x20-\x7e]/g, '_').replace(/["\\]/g, '_')
  if (plain === clean && !clean.includes('%')) return `${type}; filename="${plain}"`
  return `${type}; filename="${plain.replaceAll('%', '_')}"; filename*=UTF-8''${percentEncoded(clean)}`
}

/** The file's name that a `Content-Disposition` gives, `filename*` before `filename` (RFC 6266 §4.3). */
export function dispositionFileName(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const extended = /(?:^|;)\s*filename\*\s*=\s*utf-8'[^']*'([^;\s]*)/i.exec(header)?.[1]
  if (extended !== undefined) {
    try {
      return nameOr(decodeURIComponent(extended))
    } catch {
      // Not UTF-8 after all: the plain name may be.
    }
  }
  const plain = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/i.exec(header)
  const name = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]
  return name === undefined ? undefined : nameOr(headerText(name))
}

/**
 * The folder that a caller of ours names beside the file's name, `folder*=UTF-8''scans%2F2026`: a parameter that RFC 6266
 * does not know, and that others therefore ignore (§4.4).
 */
export function dispositionFolder(header: string | undefined): string | undefined {
  const encoded = /(?:^|;)\s*folder\*\s*=\s*utf-8'[^']*'([^;\s]*)/i.exec(header ?? '')?.[1]
  try {
    const parts = decodeURIComponent(encoded ?? '').split(/[/\\]/)
    const folder = parts.flatMap((part) => nameOr(part) ?? []).join('/')
    return folder === '' ? undefined : folder
  } catch {
    return undefined
  }
}

/** Neither folders nor what a file system, a header or a reader could stumble over. */
function nameOr(name: string): string | undefined {
  const clean = fileNameOfPath(name)
  return clean === '' ? undefined : clean
}

/** RFC 8187's `attr-char` and nothing else stays as it is. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
