import { cleanFileName } from '#fhir/file-name.ts'
import { savedName } from '#fhir/saved-name.ts'
import type { ComparedOf } from '../compared-of.ts'

/** Characters of a name that every file system takes, the ending not counted. */
const LONGEST = 150

/**
 * What the file of a difference is called: it says both versions, and of which file. @param titles of both sides
 * @param extension "csv"
 */
export function differenceName(
  titles: readonly [left: string, right: string],
  of: ComparedOf | undefined,
  extension: string,
): string {
  // Of two files none came of the other.
  const both = titles.join(of?.of === 'files' ? ' and ' : ' to ')
  const words = of?.of === 'versions' ? `${of.right.file} ${both}` : both
  const name = cleanFileName(words).replaceAll(/[^\p{L}\p{N}.()…]+/gu, '-')
  const trimmed = name.replaceAll(/^[-.]+|-+$/gu, '').slice(0, LONGEST)
  return savedName(`${trimmed === '' ? 'difference' : trimmed}.${extension}`)
}
