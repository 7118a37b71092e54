import { RotateCcw, RotateCw } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { ImageAction } from '#ui/picture/picture-view.ts'
import { ZoomButtons } from '#ui/picture/ZoomButtons.tsx'
import { ViewerBar } from '../ViewerBar.tsx'

/** The picture's controls; each has a key of its own on the picture. */
export function ImageBar(props: {
  bar: HTMLElement | null
  zoom: number
  fitted: boolean
  change: (action: ImageAction) => void
  /** Before them. */
  children?: ReactNode
}) {
  const { change } = props
  return (
    <ViewerBar bar={props.bar} label="Image">
      {props.children}
      <ZoomButtons zoom={props.zoom} fitted={props.fitted} change={change} byWidth />
      <Button
        size="s"
        variant="quiet"
        aria-label="Actual size, 1:1"
        title="Actual size"
        onClick={() => change({ type: 'actual' })}
      >
        1:1
      </Button>
      <IconButton
        size="s"
        label="Turn left"
        icon={RotateCcw}
        onClick={() => change({ type: 'turn', by: -90 })}
      />
      <IconButton
        size="s"
        label="Turn right"
        icon={RotateCw}
        onClick={() => change({ type: 'turn', by: 90 })}
      />
    </ViewerBar>
  )
}
