import { Maximize, MoveHorizontal, ZoomIn, ZoomOut } from 'lucide-react'
import { IconButton } from '../controls/IconButton.tsx'
import type { ImageAction } from './picture-view.ts'
import styles from './zoom-buttons.module.css'

/** Smaller, larger and fitted, the same on every picture. */
export function ZoomButtons({
  zoom,
  fitted,
  change,
  byWidth = false,
}: {
  /** Screen pixels for each of the picture, to be told. */
  zoom?: number
  fitted: boolean
  change: (action: ImageAction) => void
  /** Whether it can be fitted into the width alone. */
  byWidth?: boolean
}) {
  return (
    <>
      <IconButton
        size="s"
        label="Zoom out"
        icon={ZoomOut}
        onClick={() => change({ type: 'zoom', factor: 0.8 })}
      />
      {zoom !== undefined && (
        <output className={styles['zoom']} aria-label="Zoom">
          {percent.format(zoom)}
        </output>
      )}
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
        aria-pressed={fitted}
        onClick={() => change({ type: 'fit' })}
      />
      {byWidth && (
        <IconButton
          size="s"
          label="Fit the width"
          icon={MoveHorizontal}
          onClick={() => change({ type: 'fit-width' })}
        />
      )}
    </>
  )
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
