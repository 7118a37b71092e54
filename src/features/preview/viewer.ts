import type { ComponentType } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import type { Kind } from '#formats/kinds.ts'

/** What a viewer is given that reads no more of a content than it shows. It makes no requests of its own, and no navigation. */
export interface SourceViewerProps {
  source: ContentSource
  /** Of the bytes, with its parameters. */
  contentType: string
  kind: Kind
  /** The file's name, for alternative texts. */
  name: string
  /** Where the viewer's own controls go (through `ViewerBar`). */
  bar: HTMLElement | null
  /** Says that it can't show this; the preview then offers the bytes and the download. */
  onProblem: (problem: Problem) => void
}

/** What a viewer is given that wants all of a content. */
export interface ViewerProps extends SourceViewerProps {
  /** Whole, and of the type that its bytes have. */
  blob: Blob
}

/** What a viewer is given that shows the beginning of a content while the rest is on its way. */
export interface HeadViewerProps extends ViewerProps {
  /** Whether `blob` is only the beginning of `source`, cut at the end of a line; the whole takes its place. */
  partial?: boolean | undefined
  /** Tells that the beginning is on the screen: only then the rest is loaded, which keeps page and connection busy. */
  onBeginning?: (() => void) | undefined
}

/** What a viewer is given that shows a content from its parts where the browser can. */
export interface RangedViewerProps extends SourceViewerProps {
  /** It can't here: the whole is loaded. */
  onUnable: () => void
}

/** A viewer, and how much of a content it wants before it shows anything. */
export type RegisteredViewer = {
  /** Loads its code, which can begin before it is known what the bytes are. */
  load: () => Promise<unknown>
  /** Starts what it works with, each time such a content is on its way. */
  ready?: (() => Promise<void>) | undefined
} & (
  | { from: 'blob'; Viewer: ComponentType<ViewerProps> }
  | { from: 'source'; Viewer: ComponentType<SourceViewerProps> }
  /** Of parts where the browser can and the size makes it worth it, else of the whole. */
  | {
      from: 'parts'
      Viewer: ComponentType<ViewerProps>
      Ranged: ComponentType<RangedViewerProps>
      isWorth: (size: number) => boolean
    }
  | { from: 'head'; Viewer: ComponentType<HeadViewerProps> }
)

/** Why something can't be shown, and what to do about it. */
export interface Problem {
  title: string
  advice: string
}
