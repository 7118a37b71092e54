import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import { connectWorker } from '#lib/worker-session.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import type { EcgMethods, OpenedEcg } from './ecg-worker.ts'

/** Bytes; more is not read as a recording. */
const LARGEST = 100_000_000

/** Reads a recording in a worker that ends with it. */
export function useEcg({ blob, kind, contentType }: ViewerProps) {
  const [held, setHeld] = useState<{ blob: Blob; state: OpenedEcg | Problem }>()
  const tooLarge = blob.size > LARGEST
  const isScp = kind === 'scp'
  useEffect(() => {
    if (tooLarge) return undefined
    const worker = new Worker(new URL('./ecg-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<EcgMethods>(worker)
    let current = true
    const keep = (state: OpenedEcg | Problem) => {
      // A result that comes after “Stop” is not shown any more.
      if (current) setHeld((before) => (before?.blob === blob ? before : { blob, state }))
      // All that is shown is in the result.
      client.stop()
    }
    const charset = parseMediaType(contentType)?.parameters['charset']
    client
      .call('read', { blob, kind: isScp ? 'scp' : 'ecg', charset })
      .then(keep, () => keep(UNREADABLE))
    return () => {
      current = false
      client.stop()
    }
  }, [blob, contentType, isScp, tooLarge])
  const state = held?.blob === blob ? held.state : undefined
  const stop = () => setHeld({ blob, state: STOPPED })
  if (tooLarge) return { problem: TOO_LARGE, stop }
  if (state && 'title' in state) return { problem: state, stop }
  return { opened: state, stop }
}

const TOO_LARGE: Problem = {
  title: 'This recording is too large to draw',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

const UNREADABLE: Problem = {
  title: 'This recording could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
