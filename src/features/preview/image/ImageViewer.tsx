import { useEffect, useId, useReducer, useRef, useState, type KeyboardEvent } from 'react'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { useSize } from '../use-size.ts'
import type { ViewerProps } from '../viewer.ts'
import {
  changeView,
  FITTED,
  overflows,
  zoomOf,
  type ImageAction,
  type ImageSize,
} from './image-view.ts'
import { ImageBar } from './ImageBar.tsx'
import { isCutShort } from './is-cut-short.ts'
import { useImagePointer } from './use-image-pointer.ts'
import styles from './image.module.css'

/** Screen pixels a press of an arrow key pans by. */
const STEP = 48

/**
 * One picture: fit, actual size, zoom, pan and turn. It is only ever the source of an `<img>`, where the scripts,
 * links and foreign addresses of an SVG are dead.
 */
export function ImageViewer({ blob, contentType, name, bar, onProblem }: ViewerProps) {
  const frame = useRef<HTMLDivElement>(null)
  const frameSize = useSize(frame)
  const [image, setImage] = useState<ImageSize>({ width: 0, height: 0 })
  const [view, change] = useReducer(
    (before: typeof FITTED, action: ImageAction) => changeView(before, action, image, frameSize),
    FITTED,
  )
  const zoom = zoomOf(view, image, frameSize)
  const movable = overflows(view, image, frameSize)
  const helpId = useId()
  const pointer = useImagePointer(frame, change)
  const picture = useImageSource(blob)

  function onKeyDown(event: KeyboardEvent) {
    const action = actionOfKey(event)
    if (action === undefined) return
    event.preventDefault()
    change(action)
  }
  return (
    <>
      <ImageBar
        bar={bar}
        zoom={zoom}
        image={image}
        fitted={view.zoom === undefined}
        change={change}
      />
      <CutShort blob={blob} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- panning and zooming are what this part is for */}
      <div
        ref={frame}
        className={cx(styles['frame'], movable && styles['movable'])}
        role="group"
        aria-label="Image"
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes the arrow keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pointer}
      >
        <img
          ref={picture}
          className={cx(styles['image'], zoom >= 3 && styles['pixels'])}
          alt={name}
          draggable={false}
          style={{
            inlineSize: image.width,
            blockSize: image.height,
            transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${zoom})`,
          }}
          onLoad={(event) => setImage(naturalSize(event.currentTarget, contentType))}
          onError={() => onProblem(cannotShow(contentType))}
        />
        <VisuallyHidden id={helpId} hidden>
          Plus and minus zoom, 0 fits, 1 shows actual size, arrow keys move, R turns.
        </VisuallyHidden>
      </div>
    </>
  )
}

function useImageSource(blob: Blob) {
  const picture = useRef<HTMLImageElement>(null)
  useEffect(() => {
    const element = picture.current
    if (!element) return undefined
    const url = createObjectUrl(blob)
    element.src = url
    return () => {
      element.removeAttribute('src')
      revokeObjectUrl(url)
    }
  }, [blob])
  return picture
}

function CutShort({ blob }: { blob: Blob }) {
  if (!useCutShort(blob)) return null
  return (
    <Banner tone="warning" title="The file is incomplete">
      Its end is missing, so part of the picture may be missing too.
    </Banner>
  )
}

/** Browsers draw what there is of a picture without a word about the rest. */
function useCutShort(blob: Blob): boolean {
  const [found, setFound] = useState<Blob>()
  useEffect(() => {
    let current = true
    isCutShort(blob).then(
      (short) => current && short && setFound(blob),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [blob])
  return found === blob
}

/** An SVG without a size of its own gets one that can be looked at. */
function naturalSize(element: HTMLImageElement, contentType: string): ImageSize {
  const { naturalWidth: width, naturalHeight: height } = element
  const scalable = contentType.startsWith('image/svg')
  return width > 0 && height > 0
    ? { width, height, scalable }
    : { width: 512, height: 512, scalable }
}

function actionOfKey(event: KeyboardEvent): ImageAction | undefined {
  if (event.ctrlKey || event.metaKey || event.altKey) return undefined
  switch (event.key) {
    case '+':
    case '=':
      return { type: 'zoom', factor: 1.25 }
    case '-':
      return { type: 'zoom', factor: 0.8 }
    case '0':
      return { type: 'fit' }
    case '1':
      return { type: 'actual' }
    case 'r':
      return { type: 'turn', by: 90 }
    case 'R':
      return { type: 'turn', by: -90 }
    // The frame moves over the picture, as a page does under its scroll bar.
    case 'ArrowLeft':
      return { type: 'pan', by: { x: STEP, y: 0 } }
    case 'ArrowRight':
      return { type: 'pan', by: { x: -STEP, y: 0 } }
    case 'ArrowUp':
      return { type: 'pan', by: { x: 0, y: STEP } }
    case 'ArrowDown':
      return { type: 'pan', by: { x: 0, y: -STEP } }
    default:
      return undefined
  }
}

function cannotShow(contentType: string) {
  return {
    title: 'This picture can’t be shown',
    advice: `The file is damaged or incomplete, or this browser does not support ${contentType}. You can still view its bytes, or download it.`,
  }
}
