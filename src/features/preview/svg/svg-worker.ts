import { readSvg, type SvgReading } from '#formats/svg/read-svg.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { serveCalls } from '#lib/worker-session.ts'

/** What was read of an SVG, and in which encoding. */
export interface ReadDrawing {
  reading: SvgReading
  encoding: string
  /** To be told: its encoding is not the one that it declares. */
  problem: string | undefined
}

/** Reads an SVG off the main thread. */
const methods = {
  async read(request: { blob: Blob; charset: string | undefined }): Promise<ReadDrawing> {
    const bytes = new Uint8Array(await request.blob.arrayBuffer())
    const { charset } = request
    const { text, encoding, problem } = await decodeContent(bytes, { kind: 'svg', charset })
    return { reading: readSvg(text), encoding, problem }
  },
}

export type SvgMethods = typeof methods

serveCalls(methods)
