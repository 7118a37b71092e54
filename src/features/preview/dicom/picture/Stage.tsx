import { useEffect, useId, useRef, type KeyboardEvent, type Ref } from 'react'
import type { DrawnFrame } from '#formats/dicom/pixels/picture-model.ts'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { overflows, zoomOf } from '#ui/picture/picture-view.ts'
import { isOnButton } from '#ui/picture/use-picture-pointer.ts'
import { Reading } from '../../parts/SourceView.tsx'
import { act } from './act.ts'
import { actionOfKey } from './stage-keys.ts'
import type { StageProps } from './stage-props.ts'
import { StageMarks } from './StageMarks.tsx'
import { useStagePointer } from './use-stage-pointer.ts'
import styles from './picture.module.css'

/** The frame on its dark ground, with what is drawn over it; takes the pointer and the keys. */
export function Stage(props: StageProps) {
  const { ref, label, state, view, size, frame, tool } = props
  const { drawn } = state
  const zoom = zoomOf(view, size, frame)
  const movable = overflows(view, size, frame)
  const helpId = useId()
  const pointer = useStagePointer(props)
  const canvas = useCanvas(drawn)
  function onKeyDown(event: KeyboardEvent) {
    if (isOnButton(event)) return
    const action = actionOfKey(event, { tool, movable })
    if (action === undefined || !act(props, action)) return
    event.preventDefault()
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- windowing, moving and measuring are what this part is for
    <div
      ref={ref}
      className={cx(styles['stage'], styles[tool], tool === 'move' && movable && styles['movable'])}
      role="group"
      aria-label={`Picture of ${props.name}`}
      aria-describedby={helpId}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes the keys
      tabIndex={0}
      onKeyDown={onKeyDown}
      {...pointer}
    >
      <canvas
        ref={canvas}
        hidden={!drawn}
        role="img"
        aria-label={label}
        className={cx(styles['picture'], zoom >= 3 && styles['pixels'])}
        style={{
          inlineSize: size.width,
          blockSize: size.height,
          transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) scale(${zoom})`,
        }}
      />
      {!drawn && state.fault === undefined && (
        <Reading label="Decoding the picture" onStop={props.onStop} />
      )}
      <StageMarks {...props} zoom={zoom} />
      <VisuallyHidden id={helpId} hidden>
        Arrow keys go through frames, plus and minus zoom, C and W change the window, I inverts.
        “Keys” in the bar lists them all.
      </VisuallyHidden>
    </div>
  )
}

/** Draws the frame, and gives its memory back when it leaves. */
function useCanvas(drawn: DrawnFrame | undefined): Ref<HTMLCanvasElement> {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (!element || !drawn) return
    if (element.width !== drawn.columns || element.height !== drawn.rows) {
      element.width = drawn.columns
      element.height = drawn.rows
    }
    const image = new ImageData(drawn.pixels, drawn.columns, drawn.rows)
    element.getContext('2d')?.putImageData(image, 0, 0)
  }, [drawn])
  useEffect(() => {
    const element = canvas.current
    return () => {
      if (!element) return
      element.width = 0
      element.height = 0
    }
  }, [])
  return canvas
}
