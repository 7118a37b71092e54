import { readSigned } from '#formats/signed/read-signed.ts'
import type { SignedFile } from '#formats/signed/signed-file.ts'
import { answerTasks } from '#lib/worker-task.ts'

export interface SignedTask {
  request: Blob
  progress: never
  chunk: never
  result: SignedFile
}

answerTasks<SignedTask>(async (blob) => readSigned(new Uint8Array(await blob.arrayBuffer())))
