import { parseMediaType } from '#fhir/media-type.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { ENCODINGS, type Encoding } from '#formats/text/encodings.ts'
import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { mergeTexts, type Merge } from './merge-texts.ts'
import type { Writing } from './write-text.ts'

/** A merge, with how the merged text is to be written. */
export interface ReadMerge extends Merge {
  writing: Writing
  /** Sentences about encodings and line ends. */
  remarks: readonly string[]
}

/** See `worker-pool.ts`. */
export interface MergeTask {
  request: { base: Compared; theirs: Compared; mine: Compared }
  progress: never
  chunk: never
  result: ReadMerge
}

/** Reads, decodes and merges off the main thread. */
answerTasks<MergeTask>(async ({ base, theirs, mine }) => {
  const [b, t, m] = [await read(base), await read(theirs), await read(mine)]
  if ([b, t, m].some(({ text }) => text.includes('\uFFFD'))) {
    throw new Error('Bytes that can’t be read as letters (�) would be lost in a merge.')
  }
  const merge = mergeTexts(b.text, t.text, m.text)
  const remarks = [
    `The merged text is written in ${label(m.encoding)}${m.hasMark ? ' with a byte order mark' : ''}, as yours is${
      t.encoding === m.encoding ? '' : `; what is stored is in ${label(t.encoding)}`
    }.`,
    `Its lines end with ${END_WORDS[merge.lineEnd] ?? 'a line feed'}.`,
  ]
  return { ...merge, writing: { encoding: m.encoding, hasMark: m.hasMark }, remarks }
})

async function read({ blob, kind, contentType }: Compared) {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const charset = parseMediaType(contentType)?.parameters['charset']
  const { text, encoding } = await decodeContent(bytes, { kind, charset })
  return {
    text,
    encoding,
    hasMark: MARKS.some((mark) => mark.every((byte, i) => bytes[i] === byte)),
  }
}

const MARKS = [
  [0xef, 0xbb, 0xbf],
  [0xff, 0xfe],
  [0xfe, 0xff],
]

const END_WORDS: Record<string, string> = {
  '\n': 'a line feed (LF)',
  '\r\n': 'CR LF, as Windows writes them',
  '\r': 'a carriage return (CR)',
}

function label(encoding: Encoding): string {
  return ENCODINGS.find(({ value }) => value === encoding)?.label ?? encoding
}
