import { decodeText, detectEncoding } from '#formats/text/encoding.ts'
import { diffLines, type LineDiff } from './line-diff.ts'

/** What the worker is asked: two contents and the charsets that their content types name. */
export interface DiffRequest {
  left: { blob: Blob; charset: string | undefined }
  right: { blob: Blob; charset: string | undefined }
}

export type DiffReply = { ok: true; diff: LineDiff } | { ok: false; problem: string }

/** Reads, decodes and compares off the main thread. To stop it, terminate it. */
addEventListener('message', (event: MessageEvent<DiffRequest>) => {
  void compare(event.data).then((reply) => postMessage(reply))
})

async function compare({ left, right }: DiffRequest): Promise<DiffReply> {
  try {
    return { ok: true, diff: diffLines(await textOf(left), await textOf(right)) }
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) }
  }
}

async function textOf({ blob, charset }: DiffRequest['left']): Promise<string> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  return decodeText(bytes, detectEncoding(bytes, charset))
}
