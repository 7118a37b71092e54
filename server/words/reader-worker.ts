import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { parentPort } from 'node:worker_threads'
import { readWords } from '#formats/words/read-words.ts'
import type { Words } from '#formats/words/words.ts'
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
    // Without waiting for a pipe's other end: the threads that open files are the whole process's.
    const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
    try {
      const { size } = await file.stat()
      const { contentType, name } = task
      const slice = (start: number, end: number) => partOf(file, start, Math.min(end, size))
      return resultOf(await readWords({ size, contentType, name, slice }, pdf))
    } finally {
      await file.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT') return { kind: 'unreadable', why: 'The content is missing.' }
    return { kind: 'unreadable', why: `Its reader failed: ${(error as Error).message}` }
  }
}

function resultOf(words: Words): WordResult {
  switch (words.type) {
    case 'text':
      return { kind: 'indexed', text: words.text, isWhole: words.isWhole }
    case 'none':
      return { kind: 'wordless' }
    case 'unreadable':
      return { kind: 'unreadable', why: words.why }
  }
}

/** Up to, not including, `end`. */
async function partOf(
  file: FileHandle,
  start: number,
  end: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.max(0, end - start))
  let at = 0
  while (at < bytes.length) {
    const { bytesRead } = await file.read(bytes, at, bytes.length - at, start + at)
    if (bytesRead === 0) break
    at += bytesRead
  }
  return bytes.subarray(0, at)
}
