import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useApi } from '#api/context.tsx'
import { isAbort } from '#api/transport/errors.ts'
import { explainError } from '#api/transport/explain-error.ts'
import { contentSize } from '#fhir/binary.ts'
import type { Binary } from '#fhir/types.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { toast } from '#ui/feedback/toasts.ts'
import { downloadName } from './download-name.ts'

export interface DownloadProgress {
  /** Bytes. */
  loaded: number
  /** 0 to 1, where the size is known. */
  share: number | undefined
}

/**
 * Fetches the original with the session's token (which never stands in an address), and hands it to the browser to
 * save. What the preview has loaded already is not loaded again.
 */
export function useDownload(of: {
  org: string
  id: string
  versionId: string | undefined
  binary: Binary
}) {
  const { org, id, versionId, binary } = of
  const api = useApi()
  const queryClient = useQueryClient()
  const [progress, setProgress] = useState<DownloadProgress>()
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  async function run(signal: AbortSignal) {
    const size = contentSize(binary)
    const options = api.binaries.content(org, id, versionId, ({ loaded, total = size }) => {
      if (signal.aborted) return
      setProgress({ loaded, share: total === undefined ? undefined : loaded / Math.max(1, total) })
    })
    const stop = () => void queryClient.cancelQueries({ queryKey: options.queryKey })
    signal.addEventListener('abort', stop, { once: true })
    const { blob, contentType } = await queryClient
      .fetchQuery(options)
      .finally(() => signal.removeEventListener('abort', stop))
    signal.throwIfAborted()
    saveAs(blob, downloadName(binary, contentType))
  }
  function start() {
    const controller = new AbortController()
    running.current = controller
    setProgress({ loaded: 0, share: undefined })
    run(controller.signal)
      .catch((error: unknown) => {
        if (controller.signal.aborted || isAbort(error)) return
        const { title, advice } = explainError(error)
        const action = { label: 'Try again', onAction: start }
        toast({ tone: 'danger', title: `Download failed: ${title}`, body: advice, action })
      })
      .finally(() => {
        running.current = undefined
        setProgress(undefined)
      })
  }
  return { progress, start, stop: () => running.current?.abort() }
}

/** Milliseconds; browsers read the address a moment after the click. */
const READ_BY_THEN = 30_000

/** Hands a content to the browser to save under a name. */
export function saveAs(blob: Blob, name: string): void {
  const url = createObjectUrl(blob)
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  setTimeout(() => revokeObjectUrl(url), READ_BY_THEN)
}
