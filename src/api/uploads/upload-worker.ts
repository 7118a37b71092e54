/** Prepares one upload off the main thread. Message in: what to prepare. Out: progress, then the result or what failed. */
import { prepareUpload, type Preparation, type Prepared } from './prepare-upload.ts'

export type UploadMessage =
  | { kind: 'progress'; loaded: number }
  | { kind: 'done'; prepared: Prepared }
  | { kind: 'failed'; message: string }

addEventListener('message', ({ data }: MessageEvent<Preparation>) => {
  const report = (message: UploadMessage) => self.postMessage(message)
  prepareUpload(data, (loaded) => report({ kind: 'progress', loaded })).then(
    (prepared) => report({ kind: 'done', prepared }),
    (error: unknown) => report({ kind: 'failed', message: String(error) }),
  )
})
