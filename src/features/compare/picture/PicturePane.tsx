import { useLayoutEffect, useRef, type CSSProperties, type ReactNode } from 'react'
import { cx } from '#ui/cx.ts'
import { useBlobSource } from '#ui/picture/use-blob-source.ts'
import type { Size } from '../pixels/diff-pixels.ts'
import type { PictureSide } from './compare-rasters.ts'
import styles from './picture.module.css'

/** Where what is compared lies in its frame. */
export interface World {
  size: Size
  zoom: number
  x: number
  y: number
}

/** One layer of the frame: what is in it lies at the upper left corner of the same world as in all others. */
export function PicturePane(props: {
  world: World
  className?: string | undefined
  style?: CSSProperties
  children: ReactNode
}) {
  const { world, className, style, children } = props
  const { size, zoom, x, y } = world
  return (
    <div className={cx(styles['pane'], className)} style={style}>
      <div
        className={cx(styles['world'], zoom >= 3 && styles['pixels'])}
        style={{
          inlineSize: size.width,
          blockSize: size.height,
          transform: `translate(-50%, -50%) translate(${x}px, ${y}px) scale(${zoom})`,
          ...onPaper({ '--ratio': size.width / Math.max(1, size.height) }),
        }}
      >
        {children}
      </div>
    </div>
  )
}

/**
 * A picture in its own size: what a browser knows as an image, all else as a canvas.
 * @param within the size of the world in which it lies: on paper it has the same share of it
 */
export function Picture(props: { side: PictureSide; within: Size; alt: string }) {
  const { within, alt } = props
  const { size, shown } = props.side
  const style = {
    inlineSize: size.width,
    blockSize: size.height,
    ...onPaper({
      '--wide': `${(size.width / Math.max(1, within.width)) * 100}%`,
      '--high': `${(size.height / Math.max(1, within.height)) * 100}%`,
    }),
  }
  return shown.type === 'blob' ? (
    <BlobPicture blob={shown.blob} alt={alt} style={style} />
  ) : (
    <BitmapPicture bitmap={shown.bitmap} alt={alt} style={style} />
  )
}

/** Properties that the style sheet reads for paper, where nothing is zoomed or moved. */
function onPaper(properties: Record<`--${string}`, string | number>): CSSProperties {
  return properties
}

function BlobPicture({ blob, alt, style }: { blob: Blob; alt: string; style: CSSProperties }) {
  return (
    <img
      ref={useBlobSource(blob)}
      className={styles['picture']}
      style={style}
      alt={alt}
      draggable={false}
      decoding="async"
    />
  )
}

/** A bitmap, whose canvas is given back when it is shown no longer. */
export function BitmapPicture(props: {
  bitmap: ImageBitmap
  alt: string
  style: CSSProperties
  className?: string | undefined
}) {
  const { bitmap, alt, style } = props
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const element = canvas.current
    if (!element) return undefined
    // A closed one has no size.
    element.width = Math.max(1, bitmap.width)
    element.height = Math.max(1, bitmap.height)
    if (bitmap.width > 0) element.getContext('2d')?.drawImage(bitmap, 0, 0)
    return () => {
      element.width = 0
      element.height = 0
    }
  }, [bitmap])
  return (
    <canvas
      ref={canvas}
      role="img"
      aria-label={alt}
      className={cx(styles['picture'], props.className)}
      style={style}
    />
  )
}
