import type { DecodedContent } from '#formats/text/decode-content.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { serveCalls } from '#lib/worker-session.ts'

/** The text of a page in UTF-8, and how it was encoded. */
export interface DecodedPage extends Omit<DecodedContent, 'text'> {
  text: Blob
}

/** Decodes a page off the main thread. */
const methods = {
  async read(request: { blob: Blob; charset: string | undefined }): Promise<DecodedPage> {
    const bytes = new Uint8Array(await request.blob.arrayBuffer())
    const { charset } = request
    const { text, ...found } = await decodeContent(bytes, { kind: 'html', charset })
    return { ...found, text: new Blob([text]) }
  },
}

export type HtmlMethods = typeof methods

serveCalls(methods)
