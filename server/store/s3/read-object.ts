import { setTimeout as delay } from 'node:timers/promises'
import type { Bucket, Got } from './bucket.ts'
import { arriving, WireError } from './wire/exchange.ts'

/** An object is not there, or is shorter than it has to be: nothing of the way, but of what is stored. */
export class ObjectFault extends Error {
  readonly kind: 'missing' | 'short'

  constructor(kind: 'missing' | 'short') {
    super(`An object of the bucket is ${kind}.`)
    this.kind = kind
  }
}

/**
 * Bytes of an object from `from` up to, not including, `to`, as they arrive. Where the connection breaks off it goes on from
 * there: a slow reader's is often closed by the other side.
 * @param first an answer with these bytes that has come already
 * @param signal ends it, with its reason: nobody reads on
 * @throws ObjectFault; Refused, WireError once nothing more comes
 */
export async function* readObject(
  bucket: Bucket,
  key: string,
  { from, to }: { from: number; to: number },
  { first, signal }: { first?: Got; signal?: AbortSignal | undefined } = {},
): AsyncGenerator<Buffer> {
  let at = from
  let failures = 0
  let got = first
  while (at < to) {
    got ??= await bucket.get(key, { from: at, to }, { signal })
    if (!got) throw new ObjectFault('missing')
    try {
      for await (const chunk of arriving(got.body, { signal })) {
        const wanted = chunk.subarray(0, to - at)
        at += wanted.byteLength
        failures = 0
        yield wanted
        if (at >= to) return
      }
    } catch (error) {
      signal?.throwIfAborted()
      failures += 1
      if (!(error instanceof WireError) || failures > MOST_FAILURES) throw error
      await delay(100 * 4 ** (failures - 1), undefined, { signal })
      got = undefined
      continue
    }
    throw new ObjectFault('short')
  }
}

/** In a row, without a byte in between. */
const MOST_FAILURES = 3

/** All bytes of a short object. @param size of it. @throws as above */
export async function readWhole(bucket: Bucket, key: string, size: number): Promise<Buffer[]> {
  const chunks: Buffer[] = []
  for await (const chunk of readObject(bucket, key, { from: 0, to: size })) chunks.push(chunk)
  return chunks
}
