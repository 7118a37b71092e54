import { useEffect, useState } from 'react'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import { detectSource, type Detection } from '#formats/detect.ts'

export interface DetectedContent extends Detection {
  /** The same bytes, under the type that they have. */
  typed: Blob
  source: ContentSource
}

/** What a content is; `undefined` while its head is read. What can't be read is shown as bytes, and fails there. */
export function useDetection(
  blob: Blob,
  contentType: string | undefined,
  name: string,
): DetectedContent | undefined {
  const [known, setKnown] = useState<{ blob: Blob; detected: DetectedContent }>()
  useEffect(() => {
    const controller = new AbortController()
    const source = blobSource(blob, { contentType, name })
    void detectOrAssume(source, controller.signal).then((detection) => {
      if (controller.signal.aborted) return
      const typed = blob.slice(0, blob.size, detection.contentType)
      setKnown({ blob, detected: { ...detection, typed, source } })
    })
    return () => controller.abort()
  }, [blob, contentType, name])
  return known?.blob === blob ? known.detected : undefined
}

async function detectOrAssume(source: ContentSource, signal: AbortSignal): Promise<Detection> {
  try {
    return await detectSource(source, signal)
  } catch {
    return { kind: 'other', contentType: 'application/octet-stream', confidence: 'assumed' }
  }
}
