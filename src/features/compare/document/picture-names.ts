import type { FlowDocument } from '#formats/flow/flow-document.ts'
import type { PictureNames } from './document-blocks.ts'

/** Names for the pictures of both, so that two that changed places, or one that became another, are told where they stand. */
export function namePictures(
  left: FlowDocument,
  right: FlowDocument,
): [PictureNames, PictureNames] {
  const known: Uint8Array[] = []
  const namesOf = ({ pictures }: FlowDocument): PictureNames => {
    const names = new Map<string, string>()
    for (const [key, { bytes }] of pictures) {
      let at = known.findIndex((other) => isSameBytes(bytes, other))
      if (at < 0) at = known.push(bytes) - 1
      names.set(key, `picture ${at + 1}`)
    }
    return (key) => names.get(key) ?? 'picture'
  }
  return [namesOf(left), namesOf(right)]
}

/** Whether two are the same, byte by byte. */
export function isSameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index])
}
