import { readMessages, type Hl7File } from '#formats/hl7v2/read-messages.ts'
import { decodeContent, type DecodedContent } from '#formats/text/decode-content.ts'
import { answerTasks } from '#lib/worker-task.ts'

export type Hl7Content = Omit<DecodedContent, 'text'> & { file: Hl7File }

/** See `worker-pool.ts`. */
export interface Hl7Task {
  request: { blob: Blob; charset: string | undefined }
  progress: never
  chunk: never
  result: Hl7Content
}

/** Segments whose arrival holds the page up for less than a tenth of a second. */
const SEGMENTS = 30_000

/** Decodes and reads messages off the main thread. */
answerTasks<Hl7Task>(async ({ blob, charset }) => {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const { text, ...decoded } = await decodeContent(bytes, { kind: 'hl7v2', charset })
  return { file: readMessages(text, SEGMENTS, decoded.encoding), ...decoded }
})
