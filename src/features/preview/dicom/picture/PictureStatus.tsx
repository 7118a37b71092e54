import { zoomOf } from '#ui/picture/picture-view.ts'
import { shortNumber, windowWords } from './measure.ts'
import type { PictureState, PictureStore } from './picture-store.ts'
import type { Shown } from './stage-props.ts'
import styles from './picture.module.css'

/** What is under the pointer, how it is shown, and what it is not for. */
export function PictureStatus(props: Shown & { store: PictureStore; state: PictureState }) {
  const { store, state, view, size, frame } = props
  const { model } = store
  const { drawn, pixel, display, index } = state
  const late = drawn !== undefined && drawn.index !== index && !state.playing
  const zoom = zoomOf(view, size, frame)
  return (
    <div className={styles['strip']}>
      <span className={styles['readout']} role="status" aria-label="Pixel">
        {late
          ? `Decoding frame ${index + 1}…`
          : pixel
            ? pixelWords(pixel, model.unit)
            : 'Point at a pixel to read its value'}
      </span>
      <span>
        {drawn?.columns ?? model.columns} × {drawn?.rows ?? model.rows}, {model.bits} bit
      </span>
      {drawn?.window && (
        <output aria-label="Window" aria-live="off">
          {windowWords(drawn.window)}
          {model.unit !== undefined && ` ${model.unit}`}
          {drawn.window.shape === 'SIGMOID' && ' (sigmoid)'}
        </output>
      )}
      {display.inverted && <span>Inverted</span>}
      {drawn?.hasOverlay === true && !display.overlays && <span>Overlay hidden</span>}
      <output aria-label="Zoom" aria-live="off">
        {percent.format(zoom)}
      </output>
      <span className={styles['purpose']}>Not for diagnosis</span>
    </div>
  )
}

function pixelWords(
  { x, y, probe }: NonNullable<PictureState['pixel']>,
  unit: string | undefined,
): string {
  const place = `x ${x}, y ${y}`
  if (!probe) return place
  const stored = probe.stored.map(shortNumber).join(', ')
  const { value } = probe
  if (value === undefined || (value === probe.stored[0] && unit === undefined))
    return `${place}: ${stored}`
  return `${place}: ${shortNumber(value)}${unit === undefined ? '' : ` ${unit}`} (stored ${stored})`
}

const percent = new Intl.NumberFormat(undefined, { style: 'percent', maximumFractionDigits: 0 })
