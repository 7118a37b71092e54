import { useEffect, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import type { ImageFacts } from '#formats/image/image-facts.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { uprightSize } from './facts-words.ts'
import type { PictureLook } from './PictureFrame.tsx'
import styles from './image.module.css'

/** Pixels from which decoding takes so long that a coarse picture is worth its own time. */
const LARGE = 12_000_000
/** Milliseconds that the whole waits for the coarse one. */
const PATIENCE = 1000

/** Whether the browser can draw a picture coarse much sooner: of a JPEG it needs no more than the coarse waves of each block. */
export function comesCoarse({ format, width, height, undecodable }: ImageFacts): boolean {
  const isLarge = format === 'JPEG' && width * height >= LARGE
  return isLarge && undecodable === undefined && 'ImageDecoder' in globalThis
}

export interface CoarseFirstProps {
  look: PictureLook
  blob: Blob
  alt: string
  facts: ImageFacts
  onSize: (width: number, height: number) => void
  onError: () => void
}

/**
 * A large picture: as sharp as its frame first, and the whole in the same place when it is decoded. Where the browser has no coarse
 * one, the whole alone.
 */
export function CoarseFirst(props: CoarseFirstProps) {
  const { look, blob, alt } = props
  const [whole, setWhole] = useState<Blob>()
  const [begun, setBegun] = useState<Blob>()
  const isWhole = whole === blob
  const canvas = useCoarse(props, () => setBegun(blob))
  const picture = useWhole(blob, begun === blob, {
    onWhole: (width, height) => {
      setWhole(blob)
      props.onSize(width, height)
    },
    onError: props.onError,
  })
  return (
    <>
      {!isWhole && (
        <>
          <canvas
            ref={canvas}
            role="img"
            aria-label={alt}
            className={look.className}
            style={look.style}
          />
          <p className={styles['coarse']}>Its detail is being decoded…</p>
        </>
      )}
      <img
        ref={picture}
        hidden={!isWhole}
        className={look.className}
        style={isWhole ? look.style : { display: 'none' }}
        alt={alt}
        draggable={false}
      />
    </>
  )
}

/** Draws the coarse picture. @param onEnd told when it is there, or there will be none soon */
function useCoarse({ blob, facts, look }: CoarseFirstProps, onEnd: () => void) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const end = useEffectEvent(onEnd)
  const wanted = useEffectEvent(() => sizeIn(facts, look.zoom * devicePixelRatio))
  const upright = useEffectEvent(() => uprightSize(facts))
  useEffect(() => {
    const element = canvas.current
    let current = true
    const finish = () => {
      if (current) end()
    }
    const timer = setTimeout(finish, PATIENCE)
    const decoder = new ImageDecoder({ data: blob.stream(), type: 'image/jpeg', ...wanted() })
    decoder.decode().then(
      ({ image }) => {
        const { displayWidth: width, displayHeight: height } = image
        const { width: across, height: down } = upright()
        // A decoder that has turned it otherwise would show it lying.
        const isUpright = Math.abs((width / height) * (down / across) - 1) < 0.02
        if (current && element && isUpright) {
          element.width = width
          element.height = height
          element.getContext('2d')?.drawImage(image, 0, 0)
        }
        image.close()
        // What is drawn is painted before the whole takes the decoder's thread.
        requestAnimationFrame(() => requestAnimationFrame(finish))
      },
      // The whole picture tells what is wrong.
      finish,
    )
    return () => {
      current = false
      clearTimeout(timer)
      decoder.close()
      if (element) element.width = 0
    }
  }, [blob])
  return canvas
}

/** Pixels of the coarse picture, as it is stored: as many as its frame shows, and no more than half of what there are. */
export function sizeIn({ width, height }: Pick<ImageFacts, 'width' | 'height'>, scale: number) {
  const share = Math.min(0.5, Math.max(scale, 500 / Math.max(width, height)))
  return { desiredWidth: Math.ceil(width * share), desiredHeight: Math.ceil(height * share) }
}

function useWhole(
  blob: Blob,
  isBegun: boolean,
  told: { onWhole: (width: number, height: number) => void; onError: () => void },
) {
  const picture = useRef<HTMLImageElement>(null)
  const onWhole = useEffectEvent(told.onWhole)
  const onError = useEffectEvent(told.onError)
  // Before the picture leaves the document: Chromium keeps one for ever whose source changes afterwards.
  useLayoutEffect(() => {
    const element = picture.current
    if (!element || !isBegun) return undefined
    let current = true
    const url = createObjectUrl(blob)
    const show = () => current && onWhole(element.naturalWidth, element.naturalHeight)
    // One that is cut is drawn as far as it goes, though it can't be decoded ahead.
    const onLoad = () => void element.decode().then(show, show)
    const onFailure = () => onError()
    element.addEventListener('load', onLoad)
    element.addEventListener('error', onFailure)
    element.src = url
    return () => {
      current = false
      element.removeEventListener('load', onLoad)
      element.removeEventListener('error', onFailure)
      element.removeAttribute('src')
      revokeObjectUrl(url)
    }
  }, [blob, isBegun])
  return picture
}
