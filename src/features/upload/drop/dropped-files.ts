import { toast } from '#ui/feedback/toasts.ts'
import type { FileWithPath } from '../dialog/chosen.ts'
import { readSizes } from '../dialog/pick-files.ts'

interface Dropped {
  /** Each with its path, `/folder/inner/a.pdf`, and its handle where the browser gives one. */
  files: FileWithPath[]
  /** Files and folders that the browser would not read. */
  unreadable: number
}

/** One thing that was dropped, as it has to be asked for within the event. */
export interface DroppedItem {
  /** Nothing where the browser has no handles, or gives none for this. */
  handle: Promise<FileSystemHandle | null | undefined> | undefined
  entry: FileSystemEntry | null
  file: File | null
}

/**
 * The files of a drop, with everything inside of folders; says what can't be read.
 *
 * Instead of file-selector, which react-dropzone uses: there one unreadable file rejects the whole drop
 * (docs/decisions/0008-choosing-and-dropping-files.md).
 */
export async function droppedFiles(items: readonly DroppedItem[]): Promise<FileWithPath[]> {
  const dropped: Dropped = { files: [], unreadable: 0 }
  for (const { handle, entry, file } of items) {
    const found = (await handle) ?? undefined
    if (isFolder(found)) await walkHandle(found, `/${found.name}`, dropped)
    else if (entry?.isDirectory === true) await walk(entry as FileSystemDirectoryEntry, dropped)
    else if (file) dropped.files.push(withHandle(file, found))
  }
  const { files, unreadable } = dropped
  if (unreadable > 0) notAllRead(unreadable)
  else if (files.length === 0) nothingThere()
  await readSizes(files)
  return files
}

/** Not yet in TypeScript's types. */
type Folder = FileSystemDirectoryHandle & {
  values: () => AsyncIterable<FileSystemDirectoryHandle | FileSystemFileHandle>
}

function isFolder(handle: FileSystemHandle | FileSystemFileHandle | undefined): handle is Folder {
  return handle?.kind === 'directory'
}

function withHandle(file: File, handle: FileSystemHandle | undefined): FileWithPath {
  return handle?.kind === 'file'
    ? Object.assign(file, { handle: handle as FileSystemFileHandle })
    : file
}

/** Asked of the browser at a time: one after the other, thousands take long. */
const AT_ONCE = 32

/** @param path of the folder itself */
async function walkHandle(folder: Folder, path: string, into: Dropped): Promise<void> {
  const files: FileSystemFileHandle[] = []
  const folders: Folder[] = []
  try {
    for await (const handle of folder.values()) {
      if (isFolder(handle)) folders.push(handle)
      else files.push(handle)
    }
  } catch {
    into.unreadable += 1
  }
  for (let start = 0; start < files.length; start += AT_ONCE) {
    const some = files.slice(start, start + AT_ONCE)
    const read = await Promise.allSettled(some.map((handle) => handle.getFile()))
    for (const [index, result] of read.entries()) {
      if (result.status === 'rejected') into.unreadable += 1
      else {
        const file = withHandle(result.value, some[index])
        into.files.push(Object.assign(file, { path: `${path}/${file.name}` }))
      }
    }
  }
  for (const inner of folders) await walkHandle(inner, `${path}/${inner.name}`, into)
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
    into.files.push(Object.assign(file, { path: entry.fullPath }))
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

function nothingThere() {
  toast({
    tone: 'info',
    title: 'The folder is empty',
    body: 'Drop another folder, or choose files.',
  })
}

/** Links into folders that are gone, or that this browser may not read. */
function notAllRead(count: number) {
  toast({
    tone: 'danger',
    title: `${count === 1 ? 'One of them' : `${count} of them`} can’t be read`,
    body: 'It was moved or removed, or this browser may not read it. The others are in the list.',
  })
}
