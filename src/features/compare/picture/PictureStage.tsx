import { useId, useLayoutEffect, useRef, type KeyboardEvent, type ReactNode } from 'react'
import { cx } from '#ui/cx.ts'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { actionOfKey } from '#ui/picture/picture-keys.ts'
import type { ImageAction } from '#ui/picture/picture-view.ts'
import { usePicturePointer } from '#ui/picture/use-picture-pointer.ts'
import { useSideWords } from '../compared-of.ts'
import type { PictureComparison } from './compare-rasters.ts'
import type { Mode } from './modes.ts'
import { BitmapPicture, Picture, PicturePane, type World } from './PicturePane.tsx'
import { SwipeLine } from './SwipeLine.tsx'
import styles from './picture.module.css'

export interface PictureStageProps {
  comparison: PictureComparison
  titles: [left: string, right: string]
  mode: Mode
  world: World
  /** Percent: where the line of the swipe is, and how much of the right one the onion skin shows. */
  swipe: number
  opacity: number
  /** Which of the two is seen while it blinks. */
  blinkSide: 'left' | 'right'
  /** The area that is gone to; all are marked by an outline, this one by a thick one. */
  current: number | undefined
  isMarked: boolean
  change: (action: ImageAction) => void
  onSwipe: (percent: number) => void
  /** Takes the frame whose size counts. */
  onFrame: (frame: HTMLElement | null) => void
}

/** The two pictures in the mode that is chosen, in one frame or two, which move and zoom as one. */
export function PictureStage(props: PictureStageProps) {
  const { mode, titles } = props
  const [before, after] = useSideWords()
  if (mode === 'sides') {
    return (
      <div className={styles['sides']} data-paper="screen">
        <Frame {...props} label={before} titles={[titles[0], undefined]}>
          <Layer {...props} side="left" />
        </Frame>
        <Frame {...props} label={after} titles={[undefined, titles[1]]} onFrame={undefined}>
          <Layer {...props} side="right" />
        </Frame>
      </div>
    )
  }
  return (
    <Frame {...props} label="Both pictures" isStacked>
      <Stacked {...props} />
    </Frame>
  )
}

/** Areas that are marked: more would hide what they mark. */
const MOST_MARKS = 200

function Stacked(props: PictureStageProps) {
  const { comparison, mode, swipe, opacity, blinkSide, world } = props
  switch (mode) {
    case 'sides':
      return null
    case 'swipe':
      return (
        <>
          <Layer {...props} side="left" />
          <Layer {...props} side="right" style={{ clipPath: `inset(0 0 0 ${swipe}%)` }} />
          <SwipeLine percent={swipe} onChange={props.onSwipe} />
        </>
      )
    case 'onion':
      return (
        <>
          <Layer {...props} side="left" />
          <Layer {...props} side="right" style={{ opacity: opacity / 100 }} />
        </>
      )
    case 'blink':
      return (
        <>
          <Layer
            {...props}
            side="left"
            style={{ visibility: blinkSide === 'left' ? 'visible' : 'hidden' }}
          />
          <Layer
            {...props}
            side="right"
            style={{ visibility: blinkSide === 'right' ? 'visible' : 'hidden' }}
          />
        </>
      )
    case 'heat': {
      const { width, height } = comparison.size
      return (
        <>
          <Layer {...props} side="left" className={styles['paperOnly']} />
          <Layer {...props} side="right" className={styles['dimmed']} />
          {comparison.heat !== undefined && (
            <PicturePane world={world} className={styles['screenOnly']}>
              <BitmapPicture
                bitmap={comparison.heat}
                alt="Heat map of the differing pixels"
                className={styles['heat']}
                style={{
                  inlineSize: Math.ceil(width / comparison.heatScale) * comparison.heatScale,
                  blockSize: Math.ceil(height / comparison.heatScale) * comparison.heatScale,
                }}
              />
            </PicturePane>
          )}
        </>
      )
    }
  }
}

interface LayerProps extends PictureStageProps {
  side: 'left' | 'right'
  style?: React.CSSProperties
  className?: string | undefined
}

function Layer(props: LayerProps) {
  const { comparison, side, titles, world, className, style } = props
  const isLeft = side === 'left'
  const [before, after] = useSideWords()
  return (
    <PicturePane world={world} className={className} {...(style && { style })}>
      <Picture
        side={isLeft ? comparison.left : comparison.right}
        within={world.size}
        alt={isLeft ? `${before}: ${titles[0]}` : `${after}: ${titles[1]}`}
      />
      <Marks {...props} />
    </PicturePane>
  )
}

/** Outlines of the areas: those that the screen does not show are still on paper. */
function Marks({ comparison, side, world, current, mode, isMarked }: LayerProps) {
  const { size, areas } = comparison
  const share = (part: number, whole: number) => `${(part / whole) * 100}%`
  const isSeen = isMarked && mode !== 'heat'
  return areas.slice(0, MOST_MARKS).map((area, index) => (
    <span
      key={`${area.x} ${area.y}`}
      className={cx(
        styles['area'],
        side === 'left' && styles['areaLeft'],
        !isSeen && styles['paperOnly'],
      )}
      style={{
        inlineSize: share(area.width, size.width),
        blockSize: share(area.height, size.height),
        insetInlineStart: share(area.x, size.width),
        insetBlockStart: share(area.y, size.height),
        outlineWidth: (index === current ? 3 : 1) / world.zoom,
        outlineOffset: 2 / world.zoom,
      }}
    />
  ))
}

/** What moves and zooms, by pointer and by keys. */
function Frame(props: {
  label: string
  /** Of the pictures that are in it. */
  titles: [left: string | undefined, right: string | undefined]
  /** Both lie in it, one over the other; on paper beside each other. */
  isStacked?: boolean
  change: (action: ImageAction) => void
  onFrame: ((frame: HTMLElement | null) => void) | undefined
  children: ReactNode
}) {
  const { label, titles, change, onFrame } = props
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => onFrame?.(ref.current), [onFrame])
  const helpId = useId()
  const pointer = usePicturePointer(ref, change)
  function onKeyDown(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const action = actionOfKey(event.key)
    if (action === undefined) return
    event.preventDefault()
    change(action)
  }
  return (
    <div className={styles['framed']} data-paper="screen">
      <p className={styles['captions']} aria-hidden="true">
        {titles[0] !== undefined && <span className={styles['before']}>− {titles[0]}</span>}
        {titles[1] !== undefined && <span className={styles['after']}>+ {titles[1]}</span>}
      </p>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- panning and zooming are what this part is for */}
      <div
        ref={ref}
        className={cx(styles['frame'], props.isStacked === true && styles['stacked'])}
        role="group"
        aria-label={label}
        aria-describedby={helpId}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes the arrow keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pointer}
      >
        {props.children}
        <VisuallyHidden id={helpId} hidden>
          Plus and minus zoom, 0 fits, w fits the width, 1 shows actual size, arrow keys move, n and
          p go through the changes.
        </VisuallyHidden>
      </div>
    </div>
  )
}
