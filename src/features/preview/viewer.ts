import type { ContentSource } from '#formats/content-source.ts'
import type { Kind } from '#formats/kinds.ts'

/** What every viewer is given. It shows the content and nothing else: no requests, no navigation. */
export interface ViewerProps {
  /** Whole, and of the type that its bytes have. */
  blob: Blob
  /** The same, for viewers that need no more of it than what is in view. */
  source: ContentSource
  /** As `blob.type`, with its parameters. */
  contentType: string
  kind: Kind
  /** The file's name, for alternative texts. */
  name: string
  /** Where the viewer's own controls go (through `ViewerBar`). */
  bar: HTMLElement | null
  /** Says that it can't show this; the preview then offers the bytes and the download. */
  onProblem: (problem: Problem) => void
}

/** Why something can't be shown, and what to do about it. */
export interface Problem {
  title: string
  advice: string
}
