import { createContext, type ReactNode, useContext } from 'react'
import type { Block, FlowNote } from '#formats/flow/flow-document.ts'
import type { Picture } from './document-worker.ts'

/** What the pieces of a document need of it, however deep in it they are. */
export interface Around {
  /** Before the ids of the document, which may not take the page's own. */
  prefix: string
  getPicture: (key: string) => Promise<Picture | undefined>
  goToAnchor: (name: string) => void
  /** Of the part in view, by their keys. */
  notes: ReadonlyMap<string, FlowNote>
  /** Draws blocks within a cell or a box; here, as those that hold them are drawn by what draws blocks. */
  renderBlocks: (blocks: readonly Block[]) => ReactNode
}

export const DocumentContext = createContext<Around | undefined>(undefined)

export function useAround(): Around {
  const around = useContext(DocumentContext)
  if (around === undefined) throw new Error('A piece of a document stands outside of one.')
  return around
}
