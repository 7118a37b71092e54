import { decodePage } from '#formats/tiff/decode-page.ts'
import { pageFacts, pixelTallness } from '#formats/tiff/page-words.ts'
import { readTiff, type TiffFile } from '#formats/tiff/read-tiff.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import { makeLevels, makeSmall, type PageMethods } from './pages.ts'

let file: TiffFile | undefined

/** Keeps a TIFF and decodes the page in view. */
const methods: PageMethods = {
  async open(blob) {
    file = readTiff(new Uint8Array(await blob.arrayBuffer()))
    return { names: file.pages.map(({ pageName }) => pageName), remarks: file.remarks }
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
