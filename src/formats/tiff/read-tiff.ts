import { whyTooLarge } from '../image/bounds.ts'
import { WholeNeeded, wholeBytes, type LoadedBytes } from '../partial-bytes.ts'
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
  const source = new TiffBytes(wholeBytes(bytes))
  const chain = new TiffChain(source)
  chain.follow()
  return pagesIn(source, chain)
}

/** A TIFF of which only some has come. */
export interface PartialTiff {
  /** The pages that are known before all of them are, in their final order; `undefined` where they all are, or none is for certain. */
  first: TiffFile | undefined
  /** All pages. It goes on from where it was when it is asked again after a failure. @throws Error in words */
  all: () => Promise<TiffFile>
}

/** Directories wait for this many loads before the pages that are known are shown without the others. */
const PATIENCE = 2

/** Reads as `readTiff` does, and loads what that takes. @throws as that does, and Error in words where a part can't be loaded */
export async function readTiffInParts(from: LoadedBytes): Promise<PartialTiff> {
  await from.load(0, 16)
  const source = new TiffBytes(from)
  const chain = new TiffChain(source)
  const all = async () => {
    await from.read(() => chain.follow(), Infinity)
    return from.read(() => pagesIn(source, chain))
  }
  let isDone = false
  while (!isDone && chain.directories.length === 0) isDone = await follows(from, chain)
  if (!isDone) {
    const first = await from.read(() => (chain.isBegun() ? pagesIn(source, chain) : undefined))
    const [page] = first?.pages ?? []
    // A page that is too large is shown by a copy of it, which may be still to come.
    if (page && whyTooLarge(page.width, page.height) === undefined) return { first, all }
  }
  const file = await all()
  return { first: undefined, all: async () => file }
}

/** Follows it for a while. @returns whether that was enough */
async function follows(from: LoadedBytes, chain: TiffChain): Promise<boolean> {
  try {
    await from.read(() => chain.follow(), PATIENCE)
    return true
  } catch (error) {
    if (error instanceof WholeNeeded) return false
    throw error
  }
}

function pagesIn(source: TiffBytes, chain: TiffChain): TiffFile {
  const { directories } = chain
  const remarks = [...chain.remarks]
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

/** The directories in the order in which each names the next one. */
class TiffChain {
  readonly directories: TiffDirectory[] = []
  readonly remarks: string[] = []
  readonly #source: TiffBytes
  readonly #seen = new Set<number>()
  #at: number

  constructor(source: TiffBytes) {
    this.#source = source
    this.#at = source.first
  }

  /** Follows it to its end. Broken off, it goes on from there. */
  follow(): void {
    while (this.#at !== 0) this.#at = this.#next()
  }

  /** Whether its first directory is a page, whatever follows. */
  isBegun(): boolean {
    const [first] = this.directories
    return first !== undefined && isPage(this.#source, first)
  }

  /** Takes one. @returns where the next one is; 0 at the end */
  #next(): number {
    const { directories, remarks } = this
    const at = this.#at
    if (this.#seen.has(at)) {
      remarks.push('The list of its pages runs in a circle: each is shown once.')
      return 0
    }
    if (directories.length >= MOST_PAGES) {
      remarks.push(`It has more than ${MOST_PAGES} pages: the first ones are shown.`)
      return 0
    }
    const directory = this.#source.directory(at)
    this.#seen.add(at)
    if (directory === undefined) {
      const which = directories.length === 0 ? 'the first' : `number ${directories.length + 1}`
      remarks.push(
        `The list of its pages breaks off at ${which}: what follows, if anything, is missing.`,
      )
      return 0
    }
    directories.push(directory)
    return directory.next
  }
}

/** Neither a copy nor a mask. */
function isPage(source: TiffBytes, directory: TiffDirectory): boolean {
  const type = number(source, directory, TAGS.newSubfileType)
  const old = number(source, directory, TAGS.subfileType)
  return (type & 5) === 0 && old !== 2 && number(source, directory, TAGS.photometric) !== 4
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
