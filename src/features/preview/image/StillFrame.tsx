import { ChevronLeft, ChevronRight, Pause, Play } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { IconButton } from '#ui/controls/IconButton.tsx'
import type { PictureLook } from './PictureFrame.tsx'
import styles from './image.module.css'

/** Which frame of a moving picture stands still, from 0; `undefined` while it plays. */
export function useStill(blob: Blob, frames: number) {
  const canStand = frames > 1 && 'ImageDecoder' in globalThis
  const [still, setStill] = useState<{ blob: Blob; frame: number | undefined }>()
  const atFirst = canStand && matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : undefined
  return {
    canStand,
    frame: still?.blob === blob ? still.frame : atFirst,
    setFrame: (frame: number | undefined) => setStill({ blob, frame }),
  }
}

/** Plays a picture, or stops it and goes from frame to frame. */
export function FrameButtons(props: {
  frame: number | undefined
  frames: number
  onFrame: (frame: number | undefined) => void
}) {
  const { frame, frames, onFrame } = props
  if (frame === undefined) {
    return <IconButton size="s" label="Pause" icon={Pause} onClick={() => onFrame(0)} />
  }
  return (
    <>
      <IconButton size="s" label="Play" icon={Play} onClick={() => onFrame(undefined)} />
      <IconButton
        size="s"
        label="Previous frame"
        icon={ChevronLeft}
        disabledReason={frame === 0 ? 'This is the first frame.' : undefined}
        onClick={() => onFrame(frame - 1)}
      />
      <output className={styles['frames']} aria-label="Frame">
        {frame + 1} of {frames}
      </output>
      <IconButton
        size="s"
        label="Next frame"
        icon={ChevronRight}
        disabledReason={frame === frames - 1 ? 'This is the last frame.' : undefined}
        onClick={() => onFrame(frame + 1)}
      />
    </>
  )
}

/** One frame of a moving picture, decoded by the browser. */
export function StillFrame(props: {
  look: PictureLook
  blob: Blob
  frame: number
  alt: string
  onSize: (width: number, height: number) => void
  onError: () => void
}) {
  const { look, blob, frame, alt } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  const decoder = useDecoder(blob)
  const tell = useRef(props)
  useEffect(() => {
    tell.current = props
  })
  useEffect(() => {
    if (decoder === undefined) return undefined
    let current = true
    decoder.decode({ frameIndex: frame }).then(
      ({ image }) => {
        const element = canvas.current
        if (current && element) {
          element.width = image.displayWidth
          element.height = image.displayHeight
          element.getContext('2d')?.drawImage(image, 0, 0)
          tell.current.onSize(image.displayWidth, image.displayHeight)
        }
        image.close()
      },
      () => current && tell.current.onError(),
    )
    return () => {
      current = false
    }
  }, [decoder, frame])
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={alt}
      className={look.className}
      style={look.style}
    />
  )
}

function useDecoder(blob: Blob): ImageDecoder | undefined {
  const [decoder, setDecoder] = useState<ImageDecoder>()
  useEffect(() => {
    const made = new ImageDecoder({ data: blob.stream(), type: blob.type, preferAnimation: true })
    // oxlint-disable-next-line react/set-state-in-effect -- a decoder has to be closed, which only an effect can do
    setDecoder(made)
    return () => made.close()
  }, [blob])
  return decoder
}
