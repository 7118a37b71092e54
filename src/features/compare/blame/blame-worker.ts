import { answerTasks } from '#lib/worker-task.ts'
import type { Compared } from '../differ.ts'
import { decoded } from '../shell/read-texts.ts'
import { placesInOlder, type LinePlaces } from './follow-lines.ts'
import { laidOut, matchable, type LaidOut } from './laid-out.ts'

/** See `worker-pool.ts`. */
export interface BlameTask {
  request: { type: 'lines'; of: Compared } | { type: 'match'; older: Compared; newer: Compared }
  progress: never
  chunk: never
  result: LaidOut | LinePlaces
}

/** Reads, decodes and matches lines off the main thread. */
answerTasks<BlameTask>(async (request) => {
  if (request.type === 'lines') return decodedLines(request.of)
  const [older, newer] = [await decodedLines(request.older), await decodedLines(request.newer)]
  return placesInOlder(matchable(older), matchable(newer))
})

async function decodedLines(of: Compared): Promise<LaidOut> {
  return laidOut((await decoded(of)).text, of.kind)
}
