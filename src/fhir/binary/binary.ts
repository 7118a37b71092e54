import { showName } from '../file-name.ts'
import type { Binary, Coding, Extension } from '../types.ts'

/** On `_data`: an Attachment with the content's type, size in bytes and base64 SHA-1. */
export const CONTENT_EXTENSION = 'https://binnacle.dev/fhir/content'
/** On `_data`: the content's SHA-256 in hex. */
export const SHA256_EXTENSION = 'https://binnacle.dev/fhir/sha256'
/** On `meta`: the name of the token that wrote the version. */
export const AUTHOR_EXTENSION = 'https://binnacle.dev/fhir/author'
/** On `meta`: the `log-cdata` that came with the version. */
export const REASON_EXTENSION = 'https://binnacle.dev/fhir/reason'
/** A tag's system; its code is the file's name. */
export const FILENAME_SYSTEM = 'https://binnacle.dev/fhir/filename'
/** A tag's system; its code is the folder that the file came from, `scans/2026`. */
export const FOLDER_SYSTEM = 'https://binnacle.dev/fhir/folder'
/** On `CapabilityStatement.rest[0].resource` of Binary: `valueBoolean` true where raw bodies are taken. */
export const RAW_CONTENT_EXTENSION = 'https://binnacle.dev/fhir/raw-content'
/**
 * On `CapabilityStatement.rest[0].resource` of Binary: `valueUrl` where uploads in parts begin (tus 1.0), relative to the
 * FHIR base or absolute.
 */
export const RESUMABLE_UPLOADS_EXTENSION = 'https://binnacle.dev/fhir/resumable-uploads'
/** On `_data` of a create or update in the place of `data`: `valueUrl` is the Location of a complete upload in parts. */
export const UPLOAD_LOCATION_EXTENSION = 'https://binnacle.dev/fhir/upload-location'
/** A tag's system; its code is an id that the upload chose for itself, so that it is not stored twice. */
export const UPLOAD_SYSTEM = 'https://binnacle.dev/fhir/upload'
/** The tag of a trimmed resource (https://hl7.org/fhir/R4/search.html#summary). */
export const SUBSETTED: Readonly<Coding> = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
}

export function fileName(binary: Binary): string | undefined {
  return binary.meta?.tag?.find((tag) => tag.system === FILENAME_SYSTEM)?.code
}

/** Bytes of the content: as the server says, else from the base64 at hand, else unknown. */
export function contentSize(binary: Binary): number | undefined {
  const said = extension(binary._data?.extension, CONTENT_EXTENSION)?.valueAttachment?.size
  if (typeof said === 'number') return said
  return binary.data === undefined ? undefined : decodedLength(binary.data)
}

/** Lower-case hex. */
export function contentSha256(binary: Binary): string | undefined {
  return extension(binary._data?.extension, SHA256_EXTENSION)?.valueString?.toLowerCase()
}

/** Base64, as R4's Attachment.hash has it. */
export function contentSha1(binary: Binary): string | undefined {
  return extension(binary._data?.extension, CONTENT_EXTENSION)?.valueAttachment?.hash
}

/** Who wrote this version, where the server says so. */
export function author(binary: Binary): string | undefined {
  return authorIn(binary.meta?.extension)
}

/** Why, in the words of the `log-cdata` that came with the version. */
export function reason(binary: Binary): string | undefined {
  return reasonIn(binary.meta?.extension)
}

/** The author among the extensions of a `meta`, or of the `response` of a deletion in a history. */
export function authorIn(extensions: Extension[] | undefined): string | undefined {
  return extension(extensions, AUTHOR_EXTENSION)?.valueString
}

/** The reason, from the same places. */
export function reasonIn(extensions: Extension[] | undefined): string | undefined {
  return extension(extensions, REASON_EXTENSION)?.valueString
}

/** The folder that the file came from, with `/` between its parts. */
export function folderOf(binary: Binary): string | undefined {
  return binary.meta?.tag?.find((tag) => tag.system === FOLDER_SYSTEM)?.code
}

/** A copy under another file name, in the place of the old one; an empty name takes it away. */
export function withFileName(binary: Binary, name: string): Binary {
  return name === (fileName(binary) ?? '') ? binary : withTag(binary, FILENAME_SYSTEM, name)
}

/** A copy that says which folder its file came from, `scans/2026`; an empty one takes that away. */
export function withFolder(binary: Binary, folder: string): Binary {
  return folder === (folderOf(binary) ?? '') ? binary : withTag(binary, FOLDER_SYSTEM, folder)
}

/** The tags that say something else than the file's name and folder, which have fields of their own. */
export function otherTags(binary: Binary): Coding[] {
  return (binary.meta?.tag ?? []).filter(
    ({ system }) => system !== FILENAME_SYSTEM && system !== FOLDER_SYSTEM,
  )
}

/** One tag of that system at most, where the first one was; its other members stay but for `display`, which named the old code. */
function withTag(binary: Binary, system: string, code: string): Binary {
  const before = binary.meta?.tag ?? []
  const first = before.findIndex((tag) => tag.system === system)
  const { display: _, ...old }: Coding = before[first] ?? {}
  const renamed: Coding = { ...old, system, code }
  const tag = before.flatMap((one, index) => {
    if (one.system !== system) return [one]
    return index === first && code !== '' ? [renamed] : []
  })
  if (first === -1 && code !== '') tag.push(renamed)
  const { tag: __, ...meta } = binary.meta ?? {}
  const { meta: ___, ...rest } = binary
  if (tag.length > 0) return { ...rest, meta: { ...meta, tag } }
  return Object.keys(meta).length > 0 ? { ...rest, meta } : rest
}

/** The reference in words: its display, else the reference itself, else an identifier. */
export function securityContextText(binary: Binary): string | undefined {
  const context = binary.securityContext
  return context?.display ?? context?.reference ?? context?.identifier?.value
}

/**
 * By which two files are of the same patient or context: the reference without a version, else an identifier as
 * `system|value`, since two systems give the same number to two people; never its display.
 */
export function securityContextKey({ securityContext }: Binary): string | undefined {
  const { reference, identifier } = securityContext ?? {}
  if (reference !== undefined) return reference.replace(/\/_history\/[^/]*$/, '')
  return identifier?.value === undefined
    ? undefined
    : `${identifier.system ?? ''}|${identifier.value}`
}

/** The file's name, with signs for what in it can't be seen; else the id in short. */
export function displayName(binary: Binary): string {
  const name = fileName(binary)
  if (name !== undefined && name !== '') return showName(name)
  const id = binary.id ?? ''
  if (id === '') return 'Unnamed'
  return id.length > 12 ? `${id.slice(0, 8)}…` : id
}

function extension(list: Extension[] | undefined, url: string): Extension | undefined {
  return list?.find((one) => one.url === url)
}

/** Without decoding: three bytes for four digits, less the padding. White space is only counted where there is some. */
function decodedLength(base64: string): number {
  let digits = base64.length
  if (/[\s]/.test(base64.slice(0, 100)) || base64.includes('\n')) {
    digits = 0
    for (let i = 0; i < base64.length; i += 1) if (base64.charCodeAt(i) > 0x20) digits += 1
  }
  const end = base64.slice(-8).trimEnd()
  const padding = end.endsWith('==') ? 2 : end.endsWith('=') ? 1 : 0
  return Math.max(0, Math.floor((digits * 3) / 4) - padding)
}
