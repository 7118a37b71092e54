import type { ReactNode } from 'react'
import type { MediaKind } from '#formats/kinds.ts'

/** One of the two contents that are compared. */
export interface Side {
  versionId: string
  /** "Version 2" */
  title: string
  blob: Blob
  /** The stored content type, parameters and all. */
  contentType: string | undefined
  kind: MediaKind
}

/** What every differ is given. Both contents are loaded, and their bytes are known to differ. */
export interface DifferProps {
  left: Side
  right: Side
  /** The preview of one version, for those that show both. */
  renderPreview: (versionId: string) => ReactNode
}
