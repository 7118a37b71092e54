import { TiffBytes, type TiffDirectory } from './tiff-directory.ts'
import { readPage, TAGS, type TiffPage } from './tiff-page.ts'

/** The pages of a TIFF in the order of the file, and what is to be said of it. */
export interface TiffFile {
  source: TiffBytes
  pages: readonly TiffPage[]
  remarks: readonly string[]
}

/** Directories that are followed. */
const MOST_PAGES = 20_000

/**
 * Reads the directories of a TIFF (TIFF 6.0 §2 and §8), not its pictures. A smaller copy of the page before it, or a mask, is
 * no page of its own; a full picture within the directory of a smaller copy (SubIFDs) takes its place.
 *
 * @throws Error in words, where there is no page at all
 */
export function readTiff(bytes: Uint8Array): TiffFile {
  const source = new TiffBytes(bytes)
  const remarks: string[] = []
  const directories = followChain(source, remarks)
  const { full, others } = sortOut(source, directories)
  const shown: Full[] =
    full.length > 0 ? full : directories.map((directory) => ({ directory, copies: [] }))
  if (shown.length === 0) throw new Error('It has no page: the list of its pages can’t be read.')
  const pages = shown.map(({ directory, copies }, index) => ({
    ...readPage(source, directory, index),
    copies: [...copies, ...innerDirectories(source, directory, 'copies')].map((copy) =>
      readPage(source, copy, index),
    ),
  }))
  if (full.length > 0 && others > 0) {
    const what = others === 1 ? 'One more picture is' : `${others} more pictures are`
    remarks.push(
      `${what} inside that ${others === 1 ? 'is not a page' : 'are not pages'}: a smaller copy or a mask.`,
    )
  }
  remarks.push(...numberRemarks(pages))
  return { source, pages, remarks }
}

/** A page, and the smaller copies of it that follow it. */
interface Full {
  directory: TiffDirectory
  copies: TiffDirectory[]
}

function followChain(source: TiffBytes, remarks: string[]): TiffDirectory[] {
  const found: TiffDirectory[] = []
  const seen = new Set<number>()
  for (let at = source.first; at !== 0;) {
    if (seen.has(at)) {
      remarks.push('The list of its pages runs in a circle: each is shown once.')
      break
    }
    if (found.length >= MOST_PAGES) {
      remarks.push(`It has more than ${MOST_PAGES} pages: the first ones are shown.`)
      break
    }
    seen.add(at)
    const directory = source.directory(at)
    if (directory === undefined) {
      const which = found.length === 0 ? 'the first' : `number ${found.length + 1}`
      remarks.push(
        `The list of its pages breaks off at ${which}: what follows, if anything, is missing.`,
      )
      break
    }
    found.push(directory)
    at = directory.next
  }
  return found
}

/** Which directories are pages. A copy is believed to be one only where it is smaller than the page before it. */
function sortOut(source: TiffBytes, directories: readonly TiffDirectory[]) {
  const full: Full[] = []
  let others = 0
  const sizeOf = (directory: TiffDirectory | undefined) =>
    directory === undefined
      ? 0
      : number(source, directory, TAGS.width) * number(source, directory, TAGS.height)
  for (const directory of directories) {
    const type = number(source, directory, TAGS.newSubfileType)
    const old = number(source, directory, TAGS.subfileType)
    const isCopy = (type & 1) === 1 || old === 2
    const isMask = (type & 4) === 4 || number(source, directory, TAGS.photometric) === 4
    const inside = isCopy ? innerDirectories(source, directory, 'full') : []
    full.push(...inside.map((found) => ({ directory: found, copies: [] })))
    const before = full.at(-1)
    const isSmaller = isCopy && sizeOf(directory) < sizeOf(before?.directory)
    if (isSmaller && inside.length === 0 && !isMask) before?.copies.push(directory)
    if (inside.length > 0 || isMask || isSmaller) others += 1
    else if (isCopy && full.length === 0 && directories.length > 1) others += 1
    else full.push({ directory, copies: [] })
  }
  return { full, others }
}

/** Pictures inside a directory: full ones inside a copy, as cameras keep them, or smaller copies of a full one. */
function innerDirectories(
  source: TiffBytes,
  directory: TiffDirectory,
  wanted: 'full' | 'copies',
): TiffDirectory[] {
  const entry = directory.entries.get(TAGS.subDirectories)
  if (entry === undefined) return []
  return source.numbers(entry, 64).flatMap((at) => {
    const inside = source.directory(at)
    const type = inside && number(source, inside, TAGS.newSubfileType) & 5
    return inside && type === (wanted === 'full' ? 0 : 1) ? [inside] : []
  })
}

function number(source: TiffBytes, directory: TiffDirectory, tag: number): number {
  const entry = directory.entries.get(tag)
  return entry === undefined ? 0 : (source.numbers(entry, 1)[0] ?? 0)
}

/** Pages are shown in the order of the file; a number of its own that says otherwise is told. */
function numberRemarks(pages: readonly TiffPage[]): string[] {
  const numbers = pages.flatMap(({ pageNumber }) => (pageNumber === undefined ? [] : [pageNumber]))
  const isOrdered = numbers.every((value, at) => at === 0 || value >= (numbers[at - 1] ?? 0))
  const total = pages.find(({ pageTotal }) => pageTotal !== undefined && pageTotal > 0)?.pageTotal
  const remarks: string[] = []
  if (!isOrdered) {
    remarks.push(
      'The numbers that its pages have in themselves are in another order than the pages: they are shown as they lie in the file.',
    )
  }
  if (total !== undefined && total > pages.length) {
    remarks.push(
      `It says that it has ${total} pages; ${pages.length} ${pages.length === 1 ? 'is' : 'are'} there.`,
    )
  }
  return remarks
}
