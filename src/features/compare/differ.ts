import type { ReactNode } from 'react'
import type { Kind } from '#formats/kinds.ts'

/** One of the two contents that are compared. */
export interface Side {
  versionId: string
  /** "Version 2" */
  title: string
  blob: Blob
  /** That its bytes have, with the label's parameters. */
  contentType: string
  kind: Kind
}

/** What every differ is given. Both contents are loaded, and their bytes are known to differ. */
export interface DifferProps {
  left: Side
  right: Side
  /** The preview of one version, for those that show both. */
  renderPreview: (versionId: string) => ReactNode
}
