import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { findEncoding, type FoundEncoding } from '#formats/text/find-encoding.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import type { ViewerProps } from '../viewer.ts'
import type { EncodingTask } from './encoding-worker.ts'

/** Bytes of a text that is not worth a worker: a few milliseconds. */
const SMALL = 1 << 20

const pool = createWorkerPool<EncodingTask>({
  create: () => new Worker(new URL('./encoding-worker.ts', import.meta.url), { type: 'module' }),
  kept: 1,
})

/** Of all the bytes, since a text may begin in ASCII and become Latin letters a megabyte later. */
export function useEncoding({ blob, kind, contentType }: ViewerProps): FoundEncoding | undefined {
  const [known, setKnown] = useState<{ blob: Blob; found: FoundEncoding }>()
  const charset = parseMediaType(contentType)?.parameters['charset']
  useEffect(() => {
    const controller = new AbortController()
    const { signal } = controller
    const here = async () => findEncoding(await bytesOf(blob), { kind, charset })
    const there = () =>
      pool.run({ blob, kind, charset }, { signal }).catch((error: unknown) => {
        if (signal.aborted) throw error
        return here()
      })
    const finding = blob.size <= SMALL ? here() : there()
    finding.then(
      (found) => signal.aborted || setKnown({ blob, found }),
      // A blob that can't be read is told where its text is read.
      () => undefined,
    )
    return () => controller.abort()
  }, [blob, kind, charset])
  return known?.blob === blob ? known.found : undefined
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer())
}
