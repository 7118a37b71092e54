import { cleanFileName } from '#fhir/file-name.ts'
import { newKey } from '../queue/item.ts'

/** A file in the dialog, before it is queued. */
export interface Draft {
  key: string
  file: File
  folder: string
  /** As typed; see `nameOf` until then. */
  typedName: string | undefined
  /** As typed; what the bytes say until then. */
  contentType: string
  detected: DetectedType
  /** Its own language and security context; `undefined` follows those for all. */
  own: SharedFields | undefined
}

export type DetectedType =
  | { state: 'reading' }
  | { state: 'known'; contentType: string; isProven: boolean }
  /** The file can't be read. */
  | { state: 'unreadable' }

/** As typed. */
export interface SharedFields {
  language: string
  securityContext: string
}

/** Dropped files carry their path; those of a folder input have it already. */
export type FileWithPath = File & { path?: string }

export function draftOf(file: FileWithPath): Draft {
  const path = [file.webkitRelativePath, file.path].find(Boolean) ?? ''
  return {
    key: newKey(),
    file,
    folder: cleanFolder(path),
    typedName: undefined,
    contentType: '',
    detected: { state: 'reading' },
    own: undefined,
  }
}

/** As a file manager lists them: by their paths, numbers by their value. Files that were chosen one by one stay as they are. */
export function inFolderOrder(files: readonly FileWithPath[]): readonly FileWithPath[] {
  return files.toSorted((one, other) => byPath.compare(pathOf(one), pathOf(other)))
}

const byPath = new Intl.Collator(undefined, { numeric: true })

/** With its folders; empty for a file without any. */
function pathOf(file: FileWithPath): string {
  const path = ([file.webkitRelativePath, file.path].find(Boolean) ?? '').replace(/^\.?\//, '')
  return path.includes('/') ? path : ''
}

/** A folder for people: `scans / 2026`. */
export function cleanFolder(path: string): string {
  return path
    .split(/[/\\]/)
    .map(cleanFileName)
    .filter((part) => part !== '')
    .slice(0, -1)
    .join(' / ')
}
