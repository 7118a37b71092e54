import { useState, type ReactNode } from 'react'
import { blobSource, type ContentSource } from '#formats/content-source.ts'
import type { SourceViewerProps } from './viewer.ts'
import type { WaitingContent } from './Waiting.tsx'

/** The whole of a content, as far as it has come. */
export type WholeContent =
  | WaitingContent
  | { state: 'ready'; blob: Blob; contentType: string | undefined }

/** Wants the whole of a content as long as what it returns is shown, unless `wanted` is false. */
export type RenderWhole = (
  render: (whole: WholeContent) => ReactNode,
  wanted?: boolean,
) => ReactNode

/** What a viewer of a whole content is given of it; the same objects as long as the content stays. */
export function useHere(blob: Blob, { contentType, source }: SourceViewerProps) {
  const [held, setHeld] = useState(() => hereOf(blob, contentType, source))
  if (held.of === blob && held.contentType === contentType && held.from === source) {
    return { blob: held.blob, source: held.source }
  }
  const next = hereOf(blob, contentType, source)
  setHeld(next)
  return { blob: next.blob, source: next.source }
}

function hereOf(of: Blob, contentType: string, from: ContentSource) {
  const blob = of.slice(0, of.size, contentType)
  const { contentType: label, name } = from
  const source = from.here === undefined ? blobSource(of, { contentType: label, name }) : from
  return { of, contentType, from, blob, source }
}
