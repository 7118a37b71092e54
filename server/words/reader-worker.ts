import { open } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { MOST_BYTES, readWords } from '#formats/words/read-words.ts'
import type { WordResult, WordTask } from '#server/store/words.ts'
import { lowerPriority } from './low-priority.ts'

/** The thread that reads contents: their readers may fail, hang or take all memory, and then it alone is ended. */
export interface ReadRequest {
  path: string
  task: WordTask
}

lowerPriority()
const pdfjs = new URL('../', import.meta.resolve('pdfjs-dist'))
const pdf = {
  cMapUrl: fileURLToPath(new URL('cmaps/', pdfjs)),
  standardFontDataUrl: fileURLToPath(new URL('standard_fonts/', pdfjs)),
}

parentPort?.on('message', (request: ReadRequest) => {
  void read(request).then((result) => parentPort?.postMessage(result))
})

async function read({ path, task }: ReadRequest): Promise<WordResult> {
  try {
    const { size, contentType, name } = task
    const bytes = await beginningOf(path)
    const words = await readWords({ bytes, size, contentType, name }, pdf)
    switch (words.type) {
      case 'text':
        return { kind: 'indexed', text: words.text, isWhole: words.isWhole }
      case 'none':
        return { kind: 'wordless' }
      case 'unreadable':
        return { kind: 'unreadable', why: words.why }
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return { kind: 'unreadable', why: 'The content is missing.' }
    return { kind: 'unreadable', why: `Its reader failed: ${(error as Error).message}` }
  }
}

async function beginningOf(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const file = await open(path)
  try {
    const { size } = await file.stat()
    const bytes = new Uint8Array(Math.min(size, MOST_BYTES))
    let at = 0
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at)
      if (bytesRead === 0) break
      at += bytesRead
    }
    return bytes.subarray(0, at)
  } finally {
    await file.close()
  }
}
