import { fileName, folderOf } from '#fhir/binary/binary.ts'
import { bytesOf, savedName, splitEnding } from '#fhir/saved-name.ts'
import type { BinaryRow } from '../list/rows.ts'

/** Of what is written beside the files. */
export const MANIFEST = 'manifest.json'

/**
 * Where each file goes in an archive: in the folder that it came from, under its own name. A stored name is anybody's:
 * no path leads out of the archive, each can be unpacked on any system, and no two are the same on one that does not
 * tell capitals apart.
 * @returns the path of each row, in their order
 */
export function zipPaths(rows: readonly Pick<BinaryRow, 'id' | 'binary'>[]): string[] {
  const wanted = rows.map(({ id, binary }) => {
    const name = savedName(fileName(binary) ?? '')
    const folder = (folderOf(binary) ?? '')
      .split(/[/\\]/)
      .map((part) => savedName(part))
      .filter(Boolean)
    return { folder: folder.join('/'), name: name === '' ? savedName(id) : name }
  })
  const folders = new Set(wanted.flatMap(({ folder }) => parentsOf(folder)))
  const taken = new Set([keyOf(MANIFEST)])
  return wanted.map(({ folder, name }) => {
    const prefix = folder === '' ? '' : `${folder}/`
    let path = prefix + name
    for (let number = 2; taken.has(keyOf(path)) || folders.has(keyOf(path)); number += 1) {
      const numbered = ` (${number})`
      const [stem, ending] = splitEnding(savedName(name, bytesOf(numbered)))
      path = prefix + stem + numbered + ending
    }
    taken.add(keyOf(path))
    return path
  })
}

/** `a`, `a/b` and `a/b/c` for the last one: a file must not have the path of a folder. */
function parentsOf(folder: string): string[] {
  if (folder === '') return []
  const parts = folder.split('/')
  return parts.map((_, at) => keyOf(parts.slice(0, at + 1).join('/')))
}

/** The same for two paths that are one on a disk that folds capitals and accents. */
function keyOf(path: string): string {
  return path.normalize('NFC').toLowerCase()
}
