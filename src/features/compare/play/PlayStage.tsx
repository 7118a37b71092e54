import { useId, useRef, useState, type KeyboardEvent } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { actionOfKey } from '#ui/picture/picture-keys.ts'
import { changeView, FITTED, zoomOf, type ImageAction } from '#ui/picture/picture-view.ts'
import { usePicturePointer } from '#ui/picture/use-picture-pointer.ts'
import { useSize } from '#ui/use-size.ts'
import { Zoom } from '../picture/PictureCompare.tsx'
import { BitmapPicture, PicturePane, type World } from '../picture/PicturePane.tsx'
import { problemWords } from '../words/problem-words.ts'
import { coverOf, regrown } from './play-steps.ts'
import type { Frames, PlayVersion } from './use-frames.ts'
import styles from './play.module.css'

interface PlayStageProps {
  versions: readonly PlayVersion[]
  at: number
  frames: Frames
  page: number
  onStep: (by: 1 | -1) => void
  onPlay: () => void
}

/** The frame in which all versions lie at the same upper left corner, zoomed and moved as one. */
export function PlayStage({ versions, at, frames, page, onStep, onPlay }: PlayStageProps) {
  const stage = useRef<HTMLDivElement>(null)
  const frameSize = useSize(stage)
  const help = useId()
  const size = coverOf(frames.pictures.flatMap((one) => (one === undefined ? [] : [one.size])))
  const [view, setView] = useState(FITTED)
  const [cover, setCover] = useState({ size, page })
  if (cover.page !== page || cover.size.width !== size.width || cover.size.height !== size.height) {
    setCover({ size, page })
    setView(cover.page === page ? regrown(view, cover.size, size) : view)
  }
  const change = (action: ImageAction) =>
    setView((before) => changeView(before, action, size, frameSize))
  const pointer = usePicturePointer(stage, change)
  const zoom = zoomOf(view, size, frameSize)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget)
      return
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : undefined
    const action = actionOfKey(event.key)
    // What is wholly in view can't be moved: there the arrow keys go through the versions.
    if (sideways !== undefined && view.zoom === undefined) onStep(sideways)
    else if (event.key === ' ') onPlay()
    else if (action !== undefined) change(action)
    else return
    event.preventDefault()
  }
  return (
    <div className={styles['stage']}>
      <Zoom zoom={zoom} fitted={view.zoom === undefined} change={change} />
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- panning and zooming are what this part is for */}
      <div
        ref={stage}
        role="group"
        aria-label="Picture of the version"
        aria-describedby={help}
        className={styles['frame']}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes the arrow keys
        tabIndex={0}
        onKeyDown={onKeyDown}
        {...pointer}
      >
        <Shown
          {...{ frames, at, page }}
          version={versions[at]}
          world={{ size, zoom, x: view.x, y: view.y }}
        />
        <VisuallyHidden id={help} hidden>
          Space plays and pauses, the left and right arrow keys go through the versions, or move a
          picture that is zoomed. Plus and minus zoom, 0 fits, w fits the width, 1 shows actual
          size.
        </VisuallyHidden>
      </div>
    </div>
  )
}

/** Never the picture of another version than the one that is told. */
function Shown(props: {
  frames: Frames
  at: number
  page: number
  version: PlayVersion | undefined
  world: World
}) {
  const { frames, at, page, version, world } = props
  const state = frames.states[at]
  const title = version?.title ?? 'The version'
  switch (state?.phase) {
    case undefined:
    case 'loading':
      return (
        <div className={styles['instead']}>
          <ProgressBar label={`Loading ${title.replace(/^V/u, 'v')}`} />
        </div>
      )
    case 'failed':
      return (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the frame would take the click for a drag
        <div
          className={styles['instead']}
          role="alert"
          onPointerDown={(event) => event.stopPropagation()}
        >
          <p>
            {title} can’t be shown. {problemWords(state.error)}
          </p>
          <Button size="s" onClick={() => frames.retry(at)}>
            Try again
          </Button>
        </div>
      )
    case 'done': {
      const { frame } = state
      if (frame.type === 'skipped') {
        return <p className={styles['instead']}>{`${title} is not a picture (${frame.what}).`}</p>
      }
      if (frame.type === 'no-page') {
        const has = frame.pages === 1 ? '1 page' : `${frame.pages} pages`
        return (
          <p className={styles['instead']}>{`${title} has ${has}: there is no page ${page}.`}</p>
        )
      }
      const alt = frame.pages > 1 ? `${title}, page ${page}` : title
      const style = { inlineSize: frame.size.width, blockSize: frame.size.height }
      return (
        <PicturePane world={world}>
          <BitmapPicture bitmap={frame.bitmap} alt={alt} style={style} />
        </PicturePane>
      )
    }
  }
}
