import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { STOPPED } from '../../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../../viewer.ts'
import type { LargeTextMethods, OpenedText } from './large-text-worker.ts'

/** A text in its worker. */
export interface LargeText {
  client: WorkerClient<LargeTextMethods>
  opened: OpenedText
}

/** Opens a text in a worker of its own, which ends when it is left; again for another encoding. */
export function useLargeText(
  { blob, kind, contentType }: ViewerProps,
  encoding: Encoding | undefined,
) {
  const [held, setHeld] = useState<{ of: string; blob: Blob; state: LargeText | Problem }>()
  const of = `${contentType} ${encoding}`
  useEffect(() => {
    const worker = new Worker(new URL('./large-text-worker.ts', import.meta.url), {
      type: 'module',
    })
    const client = connectWorker<LargeTextMethods>(worker)
    let current = true
    const keep = (state: LargeText | Problem) =>
      current && setHeld({ of: `${contentType} ${encoding}`, blob, state })
    const charset = parseMediaType(contentType)?.parameters['charset']
    client.call('open', { blob, kind, charset, encoding }).then(
      (opened) => keep({ client, opened }),
      () => keep(UNREADABLE),
    )
    return () => {
      current = false
      client.stop()
    }
  }, [blob, kind, contentType, encoding])
  const state = held?.blob === blob && held.of === of ? held.state : undefined
  return {
    text: state && 'client' in state ? state : undefined,
    problem: state && 'title' in state ? state : undefined,
    stop: () => setHeld({ of, blob, state: STOPPED }),
  }
}

const UNREADABLE: Problem = {
  title: 'This text could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
