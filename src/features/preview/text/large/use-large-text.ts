import { useEffect, useRef, useState } from 'react'
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
  const of = `${contentType} ${encoding}`
  const worker = useRef<{ source: ContentSource; client: TextClient }>(undefined)
  const [held, setHeld] = useState<Held>()
  useEffect(() => {
    const client = connectWorker<LargeTextMethods>(
      new Worker(new URL('./large-text-worker.ts', import.meta.url), { type: 'module', name: of }),
    )
    worker.current = { source, client }
    return () => client.stop()
  }, [source, of])
  useEffect(() => {
    const client = worker.current?.client
    let current = client !== undefined
    const keep = (state: LargeText | Problem) => current && setHeld({ source, of, state })
    const charset = parseMediaType(contentType)?.parameters['charset']
    client?.call('open', { blob, kind, charset, encoding }).then(
      (opened) => keep({ client, opened }),
      () => keep(UNREADABLE),
    )
    return () => {
      current = false
    }
  }, [source, of, blob, kind, contentType, encoding])
  const state = held?.source === source && held.of === of ? held.state : undefined
  return {
    text: state && 'client' in state ? state : undefined,
    problem: state && 'title' in state ? state : undefined,
    stop: () => setHeld({ source, of, state: STOPPED }),
  }
}

type TextClient = WorkerClient<LargeTextMethods>

interface Held {
  source: ContentSource
  of: string
  state: LargeText | Problem
}

const UNREADABLE: Problem = {
  title: 'This text could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
