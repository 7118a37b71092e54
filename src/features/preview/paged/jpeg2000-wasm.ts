import wasmUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import {
  decodeCoarse,
  decodePicture,
  type Jpeg2000Picture,
} from '#formats/jpeg2000/decode-picture.ts'
import { openJpeg, type OpenJpeg } from '#formats/jpeg2000/open-jpeg.ts'
import { WholeNeeded } from '#formats/partial-bytes.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import { makeLevels, makeSmall, type OpenedPages, type PageMethods } from './pages.ts'

let file: { codec: OpenJpeg; bytes: Uint8Array } | undefined
let picture: Jpeg2000Picture | undefined

const ONE_PAGE: OpenedPages = { names: [undefined], remarks: [], isBegun: false }

/** Decodes a JPEG 2000 picture. The server lets files of this name, and no others, compile WebAssembly. */
const methods: PageMethods = {
  async open(content) {
    if (!(content instanceof Blob)) throw new WholeNeeded()
    const [bytes, wasm] = await Promise.all([content.arrayBuffer(), loadCodec()])
    file = { codec: openJpeg(wasm), bytes: new Uint8Array(bytes) }
    picture = undefined
    return ONE_PAGE
  },
  async rest() {
    return ONE_PAGE
  },
  async coarse() {
    const { codec, bytes } = opened()
    const decoded = decodeCoarse(codec, bytes)
    if (decoded === undefined) return undefined
    const { whole, coarse } = decoded
    // What there is to be said of it is said with the whole.
    return drawn({ ...coarse, remarks: [] }, whole)
  },
  async page() {
    const whole = decoded()
    return drawn(whole, whole)
  },
  async small() {
    const { codec, bytes } = opened()
    const { rgba, width, height } = decodeCoarse(codec, bytes)?.coarse ?? decoded()
    const small = await makeSmall(rgba, width, height)
    return handOver({ picture: small, tallness: 1 }, [small])
  },
}

/** @param whole the size of the picture, which may have more pixels than there are yet */
async function drawn(
  { rgba, width, height, words, remarks }: Jpeg2000Picture,
  whole: { width: number; height: number },
) {
  const levels = await makeLevels(rgba, width, height)
  const size = { width: whole.width, height: whole.height }
  const facts = `JPEG 2000, ${whole.width.toLocaleString('en')} × ${whole.height.toLocaleString('en')} pixels, ${words}`
  return handOver(
    { ...size, tallness: 1, levels, facts, remarks },
    levels.map(({ bitmap }) => bitmap),
  )
}

function decoded(): Jpeg2000Picture {
  const { codec, bytes } = opened()
  picture ??= decodePicture(codec, bytes)
  return picture
}

function opened() {
  if (file === undefined) throw new Error('There is no such picture.')
  return file
}

async function loadCodec(): Promise<WebAssembly.Module> {
  const response = await fetch(wasmUrl)
  if (!response.ok) throw new Error('Its decoder could not be loaded.')
  try {
    return await WebAssembly.compile(await response.arrayBuffer())
  } catch {
    throw new Error('This server does not let the console decode it (WebAssembly is refused).')
  }
}

serveCalls(methods)
