import { useEffect, useState } from 'react'
import type { Unpacked } from '#formats/archive/archive-entry.ts'
import { readGzip, type GzipFacts } from '#formats/gzip/read-gzip.ts'
import { STOPPED } from '../parts/SourceView.tsx'
import type { Problem } from '../viewer.ts'
import { unpacking } from './unpack.ts'

export type GzipState =
  | { type: 'unpacking'; done: number }
  | { type: 'unpacked'; unpacked: Unpacked & { members: number } }
  | { type: 'failed'; reason: string }
  | { type: 'problem'; problem: Problem }

interface GzipReading {
  blob: Blob
  limit: number
  facts?: GzipFacts
  state?: GzipState
}

/** Reads the head of a gzip file and unpacks it, up to a bound. @param limit bytes */
export function useGzip(blob: Blob, limit: number) {
  const [known, setKnown] = useState<GzipReading>()
  const [stopped, setStopped] = useState<Blob>()
  useEffect(() => {
    if (stopped === blob) return undefined
    const controller = new AbortController()
    const { signal } = controller
    const tell = (more: Partial<GzipReading>) => {
      if (signal.aborted) return
      setKnown((now) => ({
        ...(now?.blob === blob && now.limit === limit && now),
        blob,
        limit,
        ...more,
      }))
    }
    void run(blob, { limit, signal, tell })
    return () => controller.abort()
  }, [blob, limit, stopped])
  const stop = () => setStopped(blob)
  if (stopped === blob) return { state: { type: 'problem', problem: STOPPED } as const, stop }
  const current = known?.blob === blob && known.limit === limit ? known : undefined
  return { facts: current?.facts, state: current?.state, stop }
}

/** Reads the head, then unpacks, and tells what comes of it. */
async function run(
  blob: Blob,
  about: { limit: number; signal: AbortSignal; tell: (more: Partial<GzipReading>) => void },
): Promise<void> {
  const { limit, signal, tell } = about
  try {
    tell({ facts: await readGzip(blob) })
  } catch (error) {
    tell({ state: { type: 'problem', problem: unreadable(error) } })
    return
  }
  const onProgress = (done: number) => tell({ state: { type: 'unpacking', done } })
  try {
    const request = { blob, what: { kind: 'gzip' } as const, limit }
    const { members = 1, ...unpacked } = await unpacking.run(request, { signal, onProgress })
    tell({ state: { type: 'unpacked', unpacked: { ...unpacked, members } } })
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    tell({ state: { type: 'failed', reason } })
  }
}

function unreadable(error: unknown): Problem {
  return {
    title: 'This archive can’t be opened',
    advice: error instanceof Error ? error.message : String(error),
  }
}
