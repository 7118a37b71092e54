import { Maximize, MoveHorizontal, RotateCcw, RotateCw, ZoomIn, ZoomOut } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { ImageAction } from '#ui/picture/picture-view.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import styles from './image.module.css'

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
      <SizeButtons {...props} />
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

function SizeButtons(props: {
  zoom: number
  fitted: boolean
  change: (action: ImageAction) => void
}) {
  const { change } = props
  return (
    <>
      <IconButton
        size="s"
        label="Zoom out"
        icon={ZoomOut}
        onClick={() => change({ type: 'zoom', factor: 0.8 })}
      />
      <output className={styles['zoom']} aria-label="Zoom">
        {percent.format(props.zoom)}
      </output>
      <IconButton
        size="s"
        label="Zoom in"
        icon={ZoomIn}
        onClick={() => change({ type: 'zoom', factor: 1.25 })}
      />
      <IconButton
        size="s"
        label="Fit"
        icon={Maximize}
        aria-pressed={props.fitted}
        onClick={() => change({ type: 'fit' })}
      />
      <IconButton
        size="s"
        label="Fit the width"
        icon={MoveHorizontal}
        onClick={() => change({ type: 'fit-width' })}
      />
      <Button
        size="s"
        variant="quiet"
        aria-label="Actual size, 1:1"
        title="Actual size"
        onClick={() => change({ type: 'actual' })}
      >
        1:1
      </Button>
    </>
  )
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
