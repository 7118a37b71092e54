import type { ContentSource } from '#formats/content-source.ts'
import { partOf, type RangeWish, type RangeWord } from '#player/protocol.ts'

/** Bytes that are handed on at once, at most: a block of what is read in ranges. */
const STEP = 1 << 20

/** What came of the last read for a player; nothing before the first. */
export interface Served {
  last?: 'part' | 'failure'
}

/**
 * Answers one request of a player over its port: what kind of content and which part it is, and then its bytes, one step
 * for each `more`. Nothing is read that nobody asked for; `leave` and the signal end what is being read.
 */
export function serveRange(
  { source, contentType }: { source: Pick<ContentSource, 'size' | 'slice'>; contentType: string },
  range: string | null,
  { port, served, signal }: { port: MessagePort; served: Served; signal: AbortSignal },
): void {
  const { size } = source
  const part = partOf(range, size)
  const leaving = new AbortController()
  const ends = AbortSignal.any([signal, leaving.signal])
  const tell = (word: RangeWord, transfer: Transferable[] = []) => port.postMessage(word, transfer)
  let at = part?.start ?? size
  const end = part?.end ?? size
  const readOn = async () => {
    if (at >= end) {
      tell({ kind: 'end' })
      return
    }
    try {
      // Up to the end of a block, so that all parts begin where blocks do.
      const bytes = await source.slice(at, Math.min(end, at - (at % STEP) + STEP), ends)
      at += bytes.length
      served.last = 'part'
      tell({ kind: 'bytes', bytes }, [bytes.buffer])
    } catch {
      if (ends.aborted) return
      served.last = 'failure'
      tell({ kind: 'failed' })
    }
  }
  port.addEventListener('message', ({ data }: MessageEvent<RangeWish>) => {
    if (data === 'more') void readOn()
    else leaving.abort()
  })
  ends.addEventListener(
    'abort',
    () => {
      tell({ kind: 'failed' })
      port.close()
    },
    { once: true },
  )
  port.start()
  tell({ kind: 'head', head: { part, size, contentType: contentType.split(';')[0] ?? '' } })
}
