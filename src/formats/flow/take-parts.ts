import { formatOfName } from '../kinds.ts'
import type { DocumentPackage } from './document-package.ts'
import type { FlowFile, FlowPicture } from './flow-document.ts'
import { bitmapOfMetafile } from './metafile-bitmap.ts'
import { unwrapObject } from './ole-object.ts'
import { pictureType } from './picture-type.ts'

/** Pictures and files that are taken out, and bytes of one and of all of them. */
const MOST_PICTURES = 2000
const MOST_FILES = 200
const LARGEST = 50_000_000
const LARGEST_SUM = 250_000_000

/** The pictures that a document shows, by their paths; what can't be taken out is among the package's faults. */
export async function takePictures(
  files: DocumentPackage,
  paths: Iterable<string>,
): Promise<Map<string, FlowPicture>> {
  const pictures = new Map<string, FlowPicture>()
  let left = LARGEST_SUM
  for (const path of paths) {
    if (!files.has(path)) continue
    if (pictures.size === MOST_PICTURES || left <= 0) {
      files.faults.push('It holds more pictures than are shown.')
      break
    }
    const bytes = await files.bytes(path, Math.min(left, LARGEST))
    if (bytes === undefined) continue
    left -= bytes.length
    // A scan that was stored as a metafile can be drawn as what it is.
    const scan = bitmapOfMetafile(bytes)
    pictures.set(
      path,
      scan
        ? { contentType: 'image/bmp', bytes: scan }
        : { contentType: pictureType(bytes, path), bytes },
    )
  }
  return pictures
}

/**
 * The files inside a document.
 * @param named those that the text tells of, by their paths, with what they are
 */
export async function takeFiles(
  files: DocumentPackage,
  named: ReadonlyMap<string, string>,
): Promise<FlowFile[]> {
  const others = files.paths.filter((path) => /(^|\/)embeddings\/./i.test(path) && !named.has(path))
  const taken: FlowFile[] = []
  let left = LARGEST_SUM
  for (const path of [...named.keys(), ...others]) {
    if (taken.length === MOST_FILES || left <= 0) {
      files.faults.push('It holds more files than are listed.')
      break
    }
    const bytes = await files.bytes(path, Math.min(left, LARGEST))
    if (bytes === undefined) continue
    left -= bytes.length
    const inside = unwrapObject(bytes)
    const name = inside?.name ?? path.slice(path.lastIndexOf('/') + 1)
    const what = named.get(path)
    taken.push({
      name: what === undefined ? name : `${name} (${what})`,
      contentType: inside
        ? (inside.contentType ?? formatOfName(name)?.type)
        : formatOfName(path)?.type,
      bytes: inside?.bytes ?? bytes,
    })
  }
  return taken
}
