import { useEffect, useRef } from 'react'
import type { PictureLook } from '../image/PictureFrame.tsx'
import type { PageLevel } from './pages.ts'
import styles from './paged.module.css'

/** A picture that is drawn from pixels: of its levels the one that has no fewer pixels than the screen shows. */
export function CanvasPicture(props: {
  look: PictureLook
  levels: readonly PageLevel[]
  /** Of the picture, which may have more pixels than the first level. */
  width: number
  label: string
}) {
  const { look, levels, width, label } = props
  const wanted = width * look.zoom * devicePixelRatio
  const fine = levels.findLastIndex((level) => level.width >= wanted)
  const shown = fine === -1 ? 0 : fine
  return (
    <div role="img" aria-label={label} className={look.className} style={look.style}>
      {levels.map((level, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- a level is its place
        <Level key={index} bitmap={level.bitmap} hidden={index !== shown} />
      ))}
    </div>
  )
}

function Level({ bitmap, hidden }: { bitmap: ImageBitmap; hidden: boolean }) {
  const canvas = useBitmap(bitmap)
  return <canvas ref={canvas} className={styles['level']} hidden={hidden} />
}

/** A canvas that takes a bitmap over, without a copy. */
export function useBitmap(bitmap: ImageBitmap | undefined) {
  const canvas = useRef<HTMLCanvasElement>(null)
  useEffect(() => {
    const element = canvas.current
    if (element === null || bitmap === undefined) return undefined
    // A bitmap that has been given away has no size any more.
    if (bitmap.width > 0) {
      element.width = bitmap.width
      element.height = bitmap.height
      element.getContext('bitmaprenderer')?.transferFromImageBitmap(bitmap)
    }
    return () => {
      // Its memory would else stay until the next collection.
      if (!element.isConnected) element.width = 0
    }
  }, [bitmap])
  return canvas
}
