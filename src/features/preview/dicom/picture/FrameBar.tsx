import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { PictureState, PictureStore } from './picture-store.ts'
import styles from './picture.module.css'

/** Through the frames: one by one, by the slider, or as a film at the file's own speed. */
export function FrameBar({ store, state }: { store: PictureStore; state: PictureState }) {
  const { model } = store
  const { index, playing } = state
  const last = model.frames - 1
  const rate = 1000 / model.frameTime
  return (
    <div className={styles['frames']} role="group" aria-label="Frames">
      <IconButton
        size="s"
        label={playing ? 'Pause' : 'Play'}
        icon={playing ? Pause : Play}
        onClick={() => (playing ? store.pause() : store.play())}
      />
      <IconButton
        size="s"
        label="Previous frame"
        icon={ChevronLeft}
        disabledReason={index === 0 ? 'This is the first frame.' : undefined}
        onClick={() => store.step(-1)}
      />
      <input
        type="range"
        aria-label="Frame"
        min={0}
        max={last}
        value={index}
        aria-valuetext={`Frame ${index + 1} of ${model.frames}`}
        onChange={(event) => store.step(Number(event.target.value) - index)}
      />
      <IconButton
        size="s"
        label="Next frame"
        icon={ChevronRight}
        disabledReason={index === last ? 'This is the last frame.' : undefined}
        onClick={() => store.step(1)}
      />
      <output aria-live={playing ? 'off' : 'polite'}>
        Frame {(index + 1).toLocaleString()} of {model.frames.toLocaleString()}
        {model.declaredFrames > model.frames &&
          ` (${model.declaredFrames.toLocaleString()} declared)`}
      </output>
      <span className={styles['rate']}>{Number(rate.toFixed(1))} a second</span>
    </div>
  )
}
