import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import type { PreviewContent } from './Preview.tsx'

/** Bytes that are loaded without asking. */
const UNASKED = 50_000_000
/** Milliseconds between two reports of progress. */
const REPORT_EVERY = 100

export interface ContentSource {
  org: string
  id: string
  /** `undefined`: as it stands now. Versions never change, so naming one spares a second loading. */
  versionId: string | undefined
  /** Bytes, where anything tells. */
  size: number | undefined
}

/** The content of a Binary for its preview: what is large is asked for, what is slow can be stopped. */
export function useContent({ org, id, versionId, size }: ContentSource): PreviewContent {
  const api = useApi()
  const queryClient = useQueryClient()
  const wanted = `${org}/${id}/${versionId ?? ''}`
  const [allowed, setAllowed] = useState<string>()
  const [stopped, setStopped] = useState<string>()
  const [progress, setProgress] = useState<{ of: string; loaded: number; total?: number }>()
  const asks = stopped === wanted || (allowed !== wanted && (size ?? 0) > UNASKED)
  const report = throttled((loaded: number, total?: number) =>
    setProgress({ of: wanted, loaded, ...(total === undefined ? {} : { total }) }),
  )
  const options = api.binaries.content(org, id, versionId, ({ loaded, total }) =>
    report(loaded, total),
  )
  const query = useQuery({ ...options, enabled: !asks, refetchOnWindowFocus: false })
  if (query.data !== undefined) {
    const { blob, contentType } = query.data
    return { state: 'ready', blob, contentType }
  }
  if (asks) {
    const load = () => {
      setStopped(undefined)
      setAllowed(wanted)
    }
    return { state: 'asks', size, onLoad: load }
  }
  if (query.isError) {
    const { title, advice, details } = explainError(query.error)
    return { state: 'failed', title, advice, details, onRetry: () => void query.refetch() }
  }
  const known = progress?.of === wanted ? progress : undefined
  const stop = () => {
    setStopped(wanted)
    void queryClient.cancelQueries({ queryKey: options.queryKey })
  }
  return known === undefined
    ? { state: 'loading' }
    : { state: 'loading', loaded: known.loaded, total: known.total ?? size, onStop: stop }
}

function throttled(report: (loaded: number, total?: number) => void) {
  let told = 0
  return (loaded: number, total?: number) => {
    const now = performance.now()
    if (now - told < REPORT_EVERY) return
    told = now
    report(loaded, total)
  }
}
