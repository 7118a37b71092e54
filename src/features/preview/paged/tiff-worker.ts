import { PartialBytes } from '#formats/partial-bytes.ts'
import { rangesOfPort } from '#formats/source-port.ts'
import { decodePage } from '#formats/tiff/decode-page.ts'
import { pageFacts, pixelTallness } from '#formats/tiff/page-words.ts'
import { readTiff, readTiffInParts, type TiffFile } from '#formats/tiff/read-tiff.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import { makeLevels, makeSmall, type OpenedPages, type PageMethods } from './pages.ts'

let file: TiffFile | undefined
let readRest: (() => Promise<TiffFile>) | undefined

/** Keeps a TIFF and decodes the page in view. */
const methods: PageMethods = {
  async open(content) {
    if (content instanceof Blob) {
      file = readTiff(new Uint8Array(await content.arrayBuffer()))
      return told(file, false)
    }
    const { first, all } = await readTiffInParts(new PartialBytes(rangesOfPort(content)))
    readRest = all
    file = first ?? (await all())
    return told(file, first !== undefined)
  },
  async rest() {
    file = (await readRest?.()) ?? file
    if (file === undefined) throw new Error('There are no pages.')
    return told(file, false)
  },
  async page(index) {
    const { source, page } = pageAt(index)
    const { rgba, width, height, remarks } = await inWords(decodePage(source, page))
    const levels = await makeLevels(rgba, width, height)
    const tallness = pixelTallness(page)
    const drawn = { width, height, tallness, levels, facts: pageFacts(page), remarks }
    return handOver(
      drawn,
      levels.map(({ bitmap }) => bitmap),
    )
  },
  async coarse() {
    return undefined
  },
  async small(index) {
    const { source, page } = pageAt(index)
    const { rgba, width, height } = await inWords(decodePage(source, page))
    const picture = await makeSmall(rgba, width, height)
    return handOver({ picture, tallness: pixelTallness(page) }, [picture])
  },
}

function told({ pages, remarks }: TiffFile, isBegun: boolean): OpenedPages {
  return { names: pages.map(({ pageName }) => pageName), remarks, isBegun }
}

function pageAt(index: number) {
  const page = file?.pages[index]
  if (file === undefined || page === undefined) throw new Error('There is no such page.')
  return { source: file.source, page }
}

/** An engine tells a lack of memory as a number out of range. */
async function inWords<Result>(decoding: Promise<Result>): Promise<Result> {
  try {
    return await decoding
  } catch (error) {
    if (error instanceof RangeError)
      throw new Error('There is not enough memory for it.', { cause: error })
    throw error
  }
}

serveCalls(methods)
