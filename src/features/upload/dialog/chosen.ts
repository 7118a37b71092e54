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

/** Dropped files carry their path, and their handle where there is one; those of a folder input have a path already. */
export type FileWithPath = File & { path?: string; handle?: FileSystemFileHandle | undefined }

export function chosenOf(file: FileWithPath): Chosen {
  return { key: newKey(), file, path: pathOf(file), handle: file.handle }
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
