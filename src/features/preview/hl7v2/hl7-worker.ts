import { decodeHl7 } from '#formats/hl7v2/decode-hl7.ts'
import { readMessages, type Hl7File } from '#formats/hl7v2/read-messages.ts'
import { serveCalls } from '../parts/call-worker.ts'

export interface ReadHl7 {
  blob: Blob
  charset: string | undefined
}

export interface Hl7Content {
  file: Hl7File
  encoding: string
  toldBy: string
  problem: string | undefined
}

/** Segments whose arrival holds the page up for less than a tenth of a second. */
const SEGMENTS = 30_000

/** Decodes and reads messages off the main thread. */
const methods = {
  async read({ blob, charset }: ReadHl7): Promise<Hl7Content> {
    const { text, encoding, toldBy, problem } = decodeHl7(
      new Uint8Array(await blob.arrayBuffer()),
      charset,
    )
    return { file: readMessages(text, SEGMENTS), encoding, toldBy, problem }
  },
}

export type Hl7Methods = typeof methods

serveCalls(methods)
