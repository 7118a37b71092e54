import { fileName } from '#fhir/binary/binary.ts'
import { savedName } from '#fhir/saved-name.ts'
import type { Binary } from '#fhir/types.ts'
import { formatOfType } from '#formats/kinds.ts'

/** The name to save a file under: its own where that leaves anything; else its id with the ending that its type has. */
export function downloadName(binary: Binary, contentType = binary.contentType): string {
  const name = savedName(fileName(binary) ?? '')
  return name === '' ? downloadNameOf(binary.id ?? 'Binary', contentType) : name
}

/** The name to save what has no file name under: what it is called here, with the ending that its type has. */
export function downloadNameOf(called: string, contentType: string | undefined): string {
  const endings = formatOfType(contentType)?.endings ?? []
  const name = savedName(called)
  if (endings.length === 0 || endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`)))
    return name
  return savedName(`${name}.${endings[0]}`)
}
