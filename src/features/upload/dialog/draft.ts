import { cleanFileName } from '#fhir/file-name.ts'
import type { Chosen } from './chosen.ts'

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

/** @param edit what was typed for it, @param detected what its bytes are, as far as that is known */
export function draftOf(
  chosen: Chosen,
  edit: Edit = {},
  detected: DetectedType = { state: 'reading' },
): Draft {
  return { ...chosen, folder: folderOf(chosen), edit, detected }
}

/** The batch is drawn again with each key that is typed, and its paths never change. */
const folders = new WeakMap<File, string>()

function folderOf({ file, path }: Chosen): string {
  const folder = folders.get(file) ?? cleanFolder(path)
  folders.set(file, folder)
  return folder
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
