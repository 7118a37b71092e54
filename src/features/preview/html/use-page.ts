import { useEffect, useState } from 'react'
import { connectWorker } from '#lib/worker-session.ts'
import type { DecodedPage, HtmlMethods } from './html-worker.ts'

/** Decodes a page of HTML: `undefined` while that goes on, a reason where it can't be shown as a page. */
export function useDecodedPage(blob: Blob, charset: string | undefined) {
  const [read, setRead] = useState<{ blob: Blob; result: DecodedPage | string }>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const worker = new Worker(new URL('./html-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<HtmlMethods>(worker)
    let isCurrent = true
    const keep = (result: DecodedPage | string) => {
      if (isCurrent) setRead({ blob, result })
    }
    client
      .call('read', { blob, charset })
      .then(keep, () => keep('It could not be read.'))
      .finally(() => client.stop())
    return () => {
      isCurrent = false
      client.stop()
    }
  }, [blob, charset, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { page: 'It is too large to be laid out.', stop }
  if (stopped === blob) return { page: 'Reading it was stopped.', stop }
  return { page: read?.blob === blob ? read.result : undefined, stop }
}

/** Bytes; laying out more takes a browser minutes. */
const LARGEST = 20_000_000
