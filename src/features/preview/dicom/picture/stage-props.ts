import type { RefObject } from 'react'
import type { ImageAction, ImageSize, ImageView, Size } from '#ui/picture/picture-view.ts'
import type { Line, PicturePoint } from './measure.ts'
import type { PictureState, PictureStore } from './picture-store.ts'

/** What dragging over the picture does. */
export type Tool = 'window' | 'move' | 'measure'

/** How the picture lies in its place. */
export interface Shown {
  view: ImageView
  size: ImageSize
  frame: Size
  change: (action: ImageAction) => void
}

export interface StageProps extends Shown {
  ref: RefObject<HTMLDivElement | null>
  /** The picture in words. */
  label: string
  /** What of it is written on the stage: body part, side, view. */
  told: readonly string[]
  name: string
  /** Ends the decoding, and with it the viewer. */
  onStop: () => void
  store: PictureStore
  state: PictureState
  tool: Tool
  setTool: (tool: Tool) => void
  lines: readonly Line[]
  setLines: (lines: readonly Line[]) => void
  /** The crosshair of measuring by keys. */
  cursor: PicturePoint | undefined
  setCursor: (cursor: PicturePoint | undefined) => void
}
