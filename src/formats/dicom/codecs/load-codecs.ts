import { openJpeg } from '../../jpeg2000/open-jpeg.ts'
import type { Codecs } from '../pixels/decode-frame.ts'

/**
 * The decoders that are compiled from WebAssembly, each loaded and compiled once, when the first frame needs it.
 * @param addresses where the bundler has put them
 */
export function loadCodecs(addresses: { charLs: string; openJpeg: string }): Codecs {
  return {
    jpegLs: once(async () => {
      const { default: create } = await import('@cornerstonejs/codec-charls/decodewasmjs')
      return create({ locateFile: () => addresses.charLs })
    }),
    jpeg2000: once(async () => {
      const response = await fetch(addresses.openJpeg)
      if (!response.ok) throw new Error(`HTTP ${response.status}`)
      return openJpeg(await WebAssembly.compile(await response.arrayBuffer()))
    }),
  }
}

function once<Module>(load: () => Promise<Module>): () => Promise<Module> {
  let loaded: Promise<Module> | undefined
  return async () => {
    loaded ??= load()
    try {
      return await loaded
    } catch (cause) {
      loaded = undefined
      throw new Error(
        'The decoder of these pixels could not be loaded; this site may not allow it.',
        { cause },
      )
    }
  }
}
