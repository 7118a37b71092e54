import {
  useId,
  useReducer,
  useRef,
  type CSSProperties,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { actionOfKey } from '#ui/picture/picture-keys.ts'
import {
  changeView,
  FITTED,
  isHeldVisible,
  overflows,
  zoomOf,
  type ImageAction,
  type ImageSize,
} from '#ui/picture/picture-view.ts'
import { fromMiddle, usePicturePointer } from '#ui/picture/use-picture-pointer.ts'
import { useSize } from '#ui/use-size.ts'
import { ImageBar } from './ImageBar.tsx'
import styles from './image.module.css'

/** How a picture is to lie in its frame: what draws it takes these as they are. */
export interface PictureLook {
  className: string
  style: CSSProperties
  /** Screen pixels for one of the picture's. */
  zoom: number
}

export interface PictureFrameProps {
  bar: HTMLElement | null
  /** As it is drawn; zeros while it is not known. */
  size: ImageSize
  /** What the picture is: its pixels and format. */
  facts: string | undefined
  /** Before the controls of the picture. */
  controls?: ReactNode
  /** Keys that turn to other pages, and what they are called. */
  onKey?: ((key: string) => boolean) | undefined
  keyHelp?: string | undefined
  children: (look: PictureLook) => ReactNode
}

/** The frame of one picture: fit, actual size, zoom, pan and turn, by pointer and by keys. */
export function PictureFrame(props: PictureFrameProps) {
  const { size: image } = props
  const frame = useRef<HTMLDivElement>(null)
  const frameSize = useSize(frame)
  const [view, change] = useReducer(
    (before: typeof FITTED, action: ImageAction) => changeView(before, action, image, frameSize),
    FITTED,
  )
  const zoom = zoomOf(view, image, frameSize)
  const movable = overflows(view, image, frameSize)
  const helpId = useId()
  const pointer = usePicturePointer(frame, change)

  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = actionOfImageKey(event.key)
    if (action === undefined && props.onKey?.(event.key) !== true) return
    event.preventDefault()
    if (action !== undefined) change(action)
  }
  function onDoubleClick(event: MouseEvent) {
    if (view.zoom !== undefined) change({ type: 'fit' })
    else change({ type: 'zoom', factor: 1 / zoom, at: fromMiddle(frame.current, event) })
  }
  return (
    <>
      <ImageBar bar={props.bar} zoom={zoom} fitted={view.zoom === undefined} change={change}>
        {props.controls}
      </ImageBar>
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
        onDoubleClick={onDoubleClick}
        {...pointer}
      >
        {props.children({
          className: cx(styles['image'], zoom >= 3 && styles['pixels']),
          style: {
            inlineSize: image.width,
            blockSize: image.height,
            // Squares of one size on the screen, however large a pixel is.
            backgroundSize: `${16 / zoom}px ${16 / zoom}px`,
            transform: `translate(-50%, -50%) translate(${view.x}px, ${view.y}px) rotate(${view.turn}deg) scale(${zoom})`,
          },
          zoom,
        })}
        <VisuallyHidden id={helpId} hidden>
          Plus and minus zoom, 0 fits, W fits the width, 1 shows actual size, arrow keys move, R
          turns. {props.keyHelp}
        </VisuallyHidden>
      </div>
      <Facts facts={props.facts} isHeld={isHeldVisible(view, image, frameSize)} />
    </>
  )
}

function Facts({ facts, isHeld }: { facts: string | undefined; isHeld: boolean }) {
  if (facts === undefined) return null
  return (
    <p className={styles['facts']}>
      {facts}
      {isHeld &&
        '. Fitted it would be too thin to see, so its ends are outside: drag it, or use the arrow keys.'}
    </p>
  )
}

function actionOfImageKey(key: string): ImageAction | undefined {
  if (key === 'r') return { type: 'turn', by: 90 }
  if (key === 'R') return { type: 'turn', by: -90 }
  return actionOfKey(key)
}
