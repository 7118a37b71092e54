import type { FileWithPath } from '../dialog/draft.ts'

export interface Dropped {
  /** Each with its path, `/folder/inner/a.pdf`. */
  files: FileWithPath[]
  /** Files and folders that the browser would not read. */
  unreadable: number
}

/**
 * The files of a drop, with everything inside of folders. Call it within the event: the browser empties the list after it.
 *
 * Instead of file-selector, which react-dropzone uses: there one unreadable file rejects the whole drop
 * (docs/decisions/0008-choosing-and-dropping-files.md).
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const items = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const dropped: Dropped = { files: [], unreadable: 0 }
  for (const { entry, file } of items) {
    if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, dropped)
    else if (file && !isIgnored(file)) dropped.files.push(file)
  }
  return dropped
}

/** One unreadable file must not hide a folder's others. */
async function walk(folder: FileSystemDirectoryEntry, into: Dropped): Promise<void> {
  try {
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, into)
      else await readFile(entry as FileSystemFileEntry, into)
    }
  } catch {
    into.unreadable += 1
  }
}

async function readFile(entry: FileSystemFileEntry, into: Dropped): Promise<void> {
  try {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    if (!isIgnored(file)) into.files.push(Object.assign(file, { path: entry.fullPath }))
  } catch {
    into.unreadable += 1
  }
}

/** A reader returns at most a hundred entries at a time, and an empty list at the end. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

/** What file managers leave in folders. */
export function isIgnored({ name }: { name: string }): boolean {
  return IGNORED.has(name)
}

const IGNORED = new Set(['.DS_Store', 'Thumbs.db', 'desktop.ini'])
