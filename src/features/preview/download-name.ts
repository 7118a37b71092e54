import { fileName } from '#fhir/binary/binary.ts'
import { cleanFileName } from '#fhir/file-name.ts'
import type { Binary } from '#fhir/types.ts'
import { formatOfType } from '#formats/kinds.ts'

/** The name to save a file under: its own where that leaves anything; else its id with the ending that its type has. */
export function downloadName(binary: Binary, contentType = binary.contentType): string {
  const name = diskName(fileName(binary) ?? '')
  if (name !== '') return name
  const ending = formatOfType(contentType)?.endings[0]
  return `${binary.id ?? 'Binary'}${ending === undefined ? '' : `.${ending}`}`
}

/** A name without what hides its ending, what no file system takes, and the dots that would make it a hidden file. */
export function diskName(name: string): string {
  return cleanFileName(name)
    .replaceAll(/[:*?"<>|]/g, '_')
    .replace(/^[\s.]+/, '')
    .slice(-200)
}
