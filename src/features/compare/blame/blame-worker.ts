import { parseMediaType } from '#fhir/media-type.ts'
import { decodeContent } from '#formats/text/decode-content.ts'
import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { linesOf, type Lines } from '../text/lines.ts'
import { placesInOlder, type LinePlaces } from './follow-lines.ts'

/** See `worker-pool.ts`. */
export interface BlameTask {
  request: { type: 'lines'; of: Compared } | { type: 'match'; older: Compared; newer: Compared }
  progress: never
  chunk: never
  result: Lines | LinePlaces
}

/** Reads, decodes and matches lines off the main thread. */
answerTasks<BlameTask>(async (request) => {
  if (request.type === 'lines') return decodedLines(request.of)
  const [older, newer] = [await decodedLines(request.older), await decodedLines(request.newer)]
  return placesInOlder(older, newer)
})

async function decodedLines({ blob, kind, contentType }: Compared): Promise<Lines> {
  const bytes = new Uint8Array(await blob.arrayBuffer())
  const charset = parseMediaType(contentType)?.parameters['charset']
  return linesOf((await decodeContent(bytes, { kind, charset })).text)
}
