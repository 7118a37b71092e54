import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import type { ContentSource } from '#formats/content-source.ts'
import type { Encoding } from '#formats/text/encodings.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { STOPPED } from '../../parts/SourceView.tsx'
import type { HeadViewerProps, Problem } from '../../viewer.ts'
import type { LargeTextMethods, OpenedText } from './large-text-worker.ts'

/** A text in its worker. */
export interface LargeText {
  client: WorkerClient<LargeTextMethods>
  opened: OpenedText
}

/**
 * Opens a text in a worker of its own, which ends when it is left; again for another encoding. When the whole takes the
 * place of a beginning the same worker reads it, and gives the lines of the beginning until then.
 */
export function useLargeText(
  { blob, source, kind, contentType }: HeadViewerProps,
  encoding: Encoding | undefined,
) {
  const client = useTextWorker(source, `${contentType} ${encoding}`)
  const [held, setHeld] = useState<{ client: TextClient; state: OpenedText | Problem }>()
  useEffect(() => {
    if (client === undefined) return undefined
    let current = true
    const keep = (state: OpenedText | Problem) => current && setHeld({ client, state })
    const charset = parseMediaType(contentType)?.parameters['charset']
    client.call('open', { blob, kind, charset, encoding }).then(keep, () => keep(UNREADABLE))
    return () => {
      current = false
    }
  }, [client, blob, kind, contentType, encoding])
  const state = client !== undefined && held?.client === client ? held.state : undefined
  return {
    text: client && state && 'lines' in state ? { client, opened: state } : undefined,
    problem: state && 'title' in state ? state : undefined,
    stop: () => client && setHeld({ client, state: STOPPED }),
  }
}

type TextClient = WorkerClient<LargeTextMethods>

/** A worker for one reading of a content. */
function useTextWorker(source: ContentSource, reading: string): TextClient | undefined {
  const [held, setHeld] = useState<{ source: ContentSource; reading: string; client: TextClient }>()
  useEffect(() => {
    const worker = new Worker(new URL('./large-text-worker.ts', import.meta.url), {
      type: 'module',
    })
    const client = connectWorker<LargeTextMethods>(worker)
    setHeld({ source, reading, client })
    return () => client.stop()
  }, [source, reading])
  return held?.source === source && held.reading === reading ? held.client : undefined
}

const UNREADABLE: Problem = {
  title: 'This text could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
