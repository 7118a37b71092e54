import { cleanFileName } from '#fhir/file-name.ts'
import { newKey } from '../queue/item.ts'

/** A file as it was chosen, dropped or pasted: what nobody edits. */
export interface Chosen {
  key: string
  file: File
  /** With its folders, `ward/monday/scan.txt`; the name alone where it was chosen alone. */
  path: string
  /** Where the browser gives one: with it the file can be read again after a reload. */
  handle: FileSystemFileHandle | undefined
}

/** A chosen file with what was typed for it and what its bytes are. */
export interface Draft extends Chosen {
  /** The folders it came from, for people: `scans / 2026`; empty when it was chosen alone. */
  folder: string
  edit: Edit
  detected: DetectedType
}

/** As typed for one file. What is absent follows the file itself, or the fields for all. */
export interface Edit {
  name?: string
  contentType?: string
  language?: string
  securityContext?: string
  choice?: Choice
}

/** What becomes of a file that the organization seems to have already. */
export type Choice = 'separate' | 'version' | 'skip'

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

/** Dropped files carry their path, and their handle where there is one; those of a folder input have a path already. */
export type FileWithPath = File & { path?: string; handle?: FileSystemFileHandle | undefined }

export function chosenOf(file: FileWithPath): Chosen {
  return { key: newKey(), file, path: pathOf(file), handle: file.handle }
}

/** @param edit what was typed for it, @param detected what its bytes are, as far as that is known */
export function draftOf(
  chosen: Chosen,
  edit: Edit = {},
  detected: DetectedType = { state: 'reading' },
): Draft {
  return { ...chosen, folder: cleanFolder(chosen.path), edit, detected }
}

/** As typed; what the bytes say until then; empty while they are being read. */
export function typeOf({ edit, detected }: Pick<Draft, 'edit' | 'detected'>): string {
  return edit.contentType ?? (detected.state === 'known' ? detected.contentType : '')
}

/** Those of the file itself over those for all. */
export function fieldsOf({ edit }: Pick<Draft, 'edit'>, shared: SharedFields): SharedFields {
  return {
    language: edit.language ?? shared.language,
    securityContext: edit.securityContext ?? shared.securityContext,
  }
}

/** As a file manager lists them: by their paths, numbers by their value. Files that were chosen one by one stay as they are. */
export function inFolderOrder(files: readonly FileWithPath[]): readonly FileWithPath[] {
  const paths = new Map(files.map((file) => [file, folderPathOf(file)]))
  return files.toSorted((one, other) =>
    byPath.compare(paths.get(one) ?? '', paths.get(other) ?? ''),
  )
}

const byPath = new Intl.Collator(undefined, { numeric: true })

function pathOf(file: FileWithPath): string {
  const path = [file.webkitRelativePath, file.path].find(Boolean) ?? file.name
  return path.replace(/^\.?\//, '')
}

/** Empty for a file without any folder. */
function folderPathOf(file: FileWithPath): string {
  const path = pathOf(file)
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

/** The same as it is stored, and as other systems write it: `scans/2026`. */
export function storedFolder({ folder }: Pick<Draft, 'folder'>): string {
  return folder.split(' / ').join('/')
}

/**
 * What file managers leave behind, and what starts with a dot inside of a folder: it is left out unless the user wants
 * it. A file whose name starts with a dot that was chosen by itself was meant.
 */
export function isHidden({ path }: Pick<Chosen, 'path'>): boolean {
  const parts = path.split(/[/\\]/)
  const name = parts.at(-1) ?? ''
  if (LEFT_BEHIND.has(name) || name.startsWith('._')) return true
  return parts.length > 1 && parts.some((part) => part.startsWith('.') && part.length > 1)
}

const LEFT_BEHIND = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])
