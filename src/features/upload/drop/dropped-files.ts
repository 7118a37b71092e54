import type { FileWithPath } from '../dialog/draft.ts'
import { isLitter } from './ignored-files.ts'

export interface Dropped {
  /** Each with its path, `/folder/inner/a.pdf`. */
  files: FileWithPath[]
  /** Files and folders that the browser would not read. */
  unreadable: number
}

/**
 * The files of a drop, folders walked to their ends. Call it within the event: the browser empties the list after it.
 */
export async function droppedFiles(transfer: DataTransfer): Promise<Dropped> {
  const taken = [...transfer.items]
    .filter(({ kind }) => kind === 'file')
    .map((item) => ({ entry: item.webkitGetAsEntry(), file: item.getAsFile() }))
  const dropped: Dropped = { files: [], unreadable: 0 }
  for (const { entry, file } of taken) {
    if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, dropped)
    else if (file && !isLitter(file)) dropped.files.push(file)
  }
  return dropped
}

/** One unreadable file must not hide a folder's others. */
async function walk(folder: FileSystemDirectoryEntry, into: Dropped): Promise<void> {
  try {
    for (const entry of await entriesOf(folder)) {
      if (entry.isDirectory) await walk(entry as FileSystemDirectoryEntry, into)
      else await take(entry as FileSystemFileEntry, into)
    }
  } catch {
    into.unreadable += 1
  }
}

async function take(entry: FileSystemFileEntry, into: Dropped): Promise<void> {
  try {
    const file = await new Promise<File>((resolve, reject) => entry.file(resolve, reject))
    if (!isLitter(file)) into.files.push(Object.assign(file, { path: entry.fullPath }))
  } catch {
    into.unreadable += 1
  }
}

/** A reader gives a hundred at most, and an empty list at the end. */
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
