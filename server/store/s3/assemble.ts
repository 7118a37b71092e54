import { randomUUID } from 'node:crypto'
import type { Bucket } from './bucket.ts'
import { PIECE_BYTES } from './buffers.ts'
import type { Buffers } from './buffers.ts'
import type { Ledger } from './ledger.ts'
import { planParts } from './plan-parts.ts'
import type { PlannedPart, Source } from './plan-parts.ts'
import { readWhole } from './read-object.ts'
import { bodyOf } from './wire/body.ts'
import type { Body } from './wire/body.ts'

/** What a content is put together with. */
export interface Workshop {
  bucket: Bucket
  ledger: Ledger
  buffers: Buffers
}

/**
 * Makes one object of others, which stay. Large ones are copied inside the store, so that their bytes come here once only;
 * what is small is read, since a part of an object has a least size.
 */
export async function assemble(
  workshop: Workshop,
  key: string,
  sources: readonly Source[],
): Promise<void> {
  const { bucket, ledger } = workshop
  const size = sources.reduce((sum, source) => sum + source.size, 0)
  if (size <= PIECE_BYTES) {
    await joined(workshop, sources, (body) => bucket.put(key, body))
    return
  }
  const mark = randomUUID()
  const uploadId = await bucket.begin(key, mark)
  try {
    await ledger.add(mark, { kind: 'assembly', key, uploadId })
    const etags = await inOrder(planParts(sources), (part, number) =>
      part.kind === 'copy'
        ? bucket.copyPart(key, uploadId, number, part.source.key)
        : joined(workshop, part.sources, (body) => bucket.part(key, uploadId, number, body)),
    )
    await bucket.complete(key, uploadId, etags, { size, mark })
  } catch (error) {
    // What can't be removed now is removed by a later tidying.
    await bucket.abort(key, uploadId).then(
      () => ledger.strike(mark),
      () => ledger.leave(mark),
    )
    throw error
  }
  await ledger.strike(mark)
}

/** @param work is given each part with its number, from 1; some of them at once */
async function inOrder(
  parts: readonly PlannedPart[],
  work: (part: PlannedPart, number: number) => Promise<string>,
): Promise<string[]> {
  const etags: string[] = Array.from({ length: parts.length })
  const left = parts.entries()
  let hasFailed = false
  const worker = async () => {
    for (const [index, part] of left) {
      if (hasFailed) return
      etags[index] = await work(part, index + 1)
    }
  }
  const workers = Array.from({ length: AT_ONCE }, () =>
    worker().catch((error: unknown) => {
      hasFailed = true
      throw error
    }),
  )
  // All have ended before anything is taken away.
  const ended = await Promise.allSettled(workers)
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return etags
}

/** Parts of one content that are made at once. */
const AT_ONCE = 12

/** Reads sources whole, one behind the other, and has them sent as one. */
async function joined<Result>(
  { bucket, buffers }: Workshop,
  sources: readonly Source[],
  send: (body: Body) => Promise<Result>,
): Promise<Result> {
  return buffers.joining(async () => {
    const chunks: Buffer[] = []
    for (const { key, size } of sources) chunks.push(...(await readWhole(bucket, key, size)))
    return send(bodyOf(Buffer.concat(chunks)))
  })
}
