import { readMessages, type Hl7File } from '#formats/hl7v2/read-messages.ts'
import { decodeContent, type DecodedContent } from '#formats/text/decode-content.ts'
import { serveCalls } from '../parts/call-worker.ts'

export interface ReadHl7 {
  blob: Blob
  charset: string | undefined
}

export type Hl7Content = Omit<DecodedContent, 'text'> & { file: Hl7File }

/** Segments whose arrival holds the page up for less than a tenth of a second. */
const SEGMENTS = 30_000

/** Decodes and reads messages off the main thread. */
const methods = {
  async read({ blob, charset }: ReadHl7): Promise<Hl7Content> {
    const bytes = new Uint8Array(await blob.arrayBuffer())
    const { text, ...decoded } = await decodeContent(bytes, { kind: 'hl7v2', charset })
    return { file: readMessages(text, SEGMENTS), ...decoded }
  },
}

export type Hl7Methods = typeof methods

serveCalls(methods)
