/** Runs a body scan off the main thread. Messages in: how to scan, chunks, `'end'`. Out: one answer to each chunk, then the result. */
import { createBodyScan, type BodyScan } from './body-scan.ts'

export type ScanMessage = { keepContent: boolean } | Uint8Array<ArrayBuffer> | 'end'

let scan: BodyScan = createBodyScan(false)

addEventListener('message', ({ data }: MessageEvent<ScanMessage>) => {
  if (data === 'end') {
    self.postMessage(scan.end())
  } else if (data instanceof Uint8Array) {
    scan.push(data)
    self.postMessage('taken')
  } else {
    scan = createBodyScan(data.keepContent)
  }
})
