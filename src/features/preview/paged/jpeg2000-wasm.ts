import wasmUrl from 'pdfjs-dist/wasm/openjpeg.wasm?url'
import { decodePicture, type Jpeg2000Picture } from '#formats/jpeg2000/decode-picture.ts'
import { openJpeg } from '#formats/jpeg2000/open-jpeg.ts'
import { handOver, serveCalls } from '#lib/worker-session.ts'
import { makeLevels, makeSmall, type PageMethods } from './pages.ts'

let picture: Jpeg2000Picture | undefined

/** Decodes a JPEG 2000 picture. The server lets files of this name, and no others, compile WebAssembly. */
const methods: PageMethods = {
  async open(blob) {
    const [bytes, wasm] = await Promise.all([blob.arrayBuffer(), loadCodec()])
    picture = decodePicture(openJpeg(wasm), new Uint8Array(bytes))
    return { names: [undefined], remarks: [] }
  },
  async page() {
    const { rgba, width, height, words, remarks } = opened()
    const levels = await makeLevels(rgba, width, height)
    const facts = `JPEG 2000, ${width.toLocaleString('en')} × ${height.toLocaleString('en')} pixels, ${words}`
    const drawn = { width, height, tallness: 1, levels, facts, remarks }
    return handOver(
      drawn,
      levels.map(({ bitmap }) => bitmap),
    )
  },
  async small() {
    const { rgba, width, height } = opened()
    const small = await makeSmall(rgba, width, height)
    return handOver({ picture: small, tallness: 1 }, [small])
  },
}

function opened(): Jpeg2000Picture {
  if (picture === undefined) throw new Error('There is no such picture.')
  return picture
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
