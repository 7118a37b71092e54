import { isInlineSafe } from '#fhir/media-type.ts'
import { headerText } from './headers.ts'

/**
 * `Content-Disposition` of raw content (RFC 6266): inline for what can't contain a script, else as a download, under
 * the file's name. Whatever the name holds, the header stays one line of plain ASCII.
 */
export function contentDisposition(contentType: string, name: string | undefined): string {
  const type = isInlineSafe(contentType) ? 'inline' : 'attachment'
  const clean = name && baseName(name)
  if (!clean) return type
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
      return baseName(decodeURIComponent(extended))
    } catch {
      // Not UTF-8 after all: the plain name may be.
    }
  }
  const plain = /(?:^|;)\s*filename\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;\s]*))/i.exec(header)
  const name = plain?.[1]?.replace(/\\(.)/g, '$1') ?? plain?.[2]
  return name === undefined ? undefined : baseName(headerText(name))
}

/** Without folders, and without characters that a file system or a header could not represent. */
function baseName(name: string): string | undefined {
  const last = name.split(/[/\\]/).at(-1) ?? ''
  const clean = last
    .replace(/\p{Cc}/gu, '')
    .trim()
    .slice(0, 255)
    .toWellFormed()
  return clean === '' || clean === '.' || clean === '..' ? undefined : clean
}

/** RFC 8187's `attr-char` and nothing else stays as it is. */
function percentEncoded(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}
