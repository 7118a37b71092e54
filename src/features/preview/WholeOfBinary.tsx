import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useApi } from '#api/context.tsx'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSize } from '#fhir/binary/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { mostUnasked, useProgress } from './use-ranges.ts'
import type { WholeContent } from './whole-content.ts'

interface WholeOfBinaryProps {
  org: string
  id: string
  versionId: string | undefined
  binary: Binary
  /** Before it began: it is loaded only when asked for. */
  isStopped?: boolean | undefined
  /** Not yet, where false. */
  wanted?: boolean | undefined
  render: (content: WholeContent) => ReactNode
}

/** Loads the whole of a content, for as long as it is shown: what is large is asked for, what is slow can be stopped. */
export function WholeOfBinary(props: WholeOfBinaryProps) {
  const { org, id, versionId, binary, isStopped = false, wanted = true, render } = props
  const of = `${org}/${id}/${versionId ?? ''}`
  const [allowed, setAllowed] = useState<string>()
  const [stopped, setStopped] = useState(isStopped ? of : undefined)
  const size = contentSize(binary)
  const asks = stopped === of || (allowed !== of && (size ?? 0) > mostUnasked(binary))
  const content = useContent({ org, id, versionId }, size, wanted && !asks)
  if (content.state === 'ready' || !asks) {
    return render(
      content.state === 'loading' && content.loaded !== undefined
        ? { ...content, onStop: () => setStopped(of) }
        : content,
    )
  }
  const onLoad = () => {
    setStopped(undefined)
    setAllowed(of)
  }
  return render({ state: 'asks', size, onLoad })
}

/** @param isWanted stopping takes the one away that wants the content: whoever else wants it still gets it */
function useContent(
  of: { org: string; id: string; versionId: string | undefined },
  size: number | undefined,
  isWanted: boolean,
): WholeContent {
  const options = useApi().binaries.content(of.org, of.id, of.versionId)
  const query = useQuery({
    ...options,
    refetchOnWindowFocus: false,
    enabled: isWanted,
    subscribed: isWanted,
  })
  const progress = useProgress(of)
  if (query.data !== undefined) {
    const { blob, contentType } = query.data
    return { state: 'ready', blob, contentType }
  }
  if (query.isError) {
    const { title, advice, details } = explainError(query.error)
    return { state: 'failed', title, advice, details, onRetry: () => void query.refetch() }
  }
  if (progress === undefined) return { state: 'loading' }
  return { state: 'loading', loaded: progress.loaded, total: progress.total ?? size }
}
