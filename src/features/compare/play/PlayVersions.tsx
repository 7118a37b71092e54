import { useEffect, useEffectEvent, useState } from 'react'
import { VisuallyHidden } from '#ui/display/VisuallyHidden.tsx'
import { nextStep, SPEEDS, type Speed } from './play-steps.ts'
import { PlayBar } from './PlayBar.tsx'
import { PlayStage } from './PlayStage.tsx'
import { PlayTold } from './PlayTold.tsx'
import { useFrames, type Frames, type PlayVersionsProps } from './use-frames.ts'
import styles from './play.module.css'

/**
 * Region "Play through": the picture of each version, or the same page of it, one after the other in one frame. It never
 * starts by itself: each version that is shown is read, and motion is for those who ask for it.
 */
export function PlayVersions(props: PlayVersionsProps) {
  const { versions, versionId, page, onVersion } = props
  const [isStarted, setStarted] = useState(false)
  const [speed, setSpeed] = useState<Speed>('normal')
  const at = Math.max(
    0,
    versions.findIndex((one) => one.versionId === versionId),
  )
  const frames = useFrames({ ...props, at, isPlaying: isStarted })
  const next = nextStep(frames.known, at)
  const isPlaying = isStarted && next !== undefined
  const [known, setKnown] = useState({ shown: versionId, wanted: versionId })
  if (known.shown !== versionId) {
    setKnown({ ...known, shown: versionId })
    // Somebody chose another version elsewhere.
    if (versionId !== known.wanted) setStarted(false)
  }
  const go = (place: number | undefined) => {
    const to = place === undefined ? undefined : versions[place]
    if (to === undefined) return
    setKnown({ shown: versionId, wanted: to.versionId })
    onVersion(to.versionId)
  }
  const playOn = (place: number) => {
    go(place)
    if (nextStep(frames.known, place) === undefined) setStarted(false)
  }
  usePlaying({ frames, at, next, isPlaying, speed, page }, playOn)
  const play = (wanted: boolean) => {
    setStarted(wanted)
    if (wanted && next === undefined) go(nextStep(frames.known, -1))
  }
  const leap = (place: number | undefined) => {
    setStarted(false)
    go(place)
  }
  return (
    <section aria-label="Play through" className={styles['region']}>
      <h2>
        <VisuallyHidden>One version after the other</VisuallyHidden>
      </h2>
      <PlayBar
        {...props}
        {...{ at, frames, isPlaying, speed }}
        onPlay={play}
        onSpeed={setSpeed}
        onStep={leap}
      />
      <PlayTold {...props} {...{ at, frames, isPlaying }} />
      <PlayStage
        {...{ versions, at, frames, page }}
        onStep={(by) => leap(at + by)}
        onPlay={() => play(!isPlaying)}
      />
    </section>
  )
}

interface Playing {
  frames: Frames
  at: number
  next: number | undefined
  isPlaying: boolean
  speed: Speed
  page: number
}

/** Goes on when this version has been seen for long enough, and the next one is here. */
function usePlaying(playing: Playing, go: (place: number) => void): void {
  const { frames, at, next, isPlaying, speed, page } = playing
  const isHere = (place: number) => {
    const phase = frames.states[place]?.phase
    return phase === 'done' || phase === 'failed'
  }
  const isReady = next !== undefined && isHere(at) && isHere(next)
  const wait = frames.known[at] === 'skipped' ? 0 : SPEEDS[speed]
  const moment = isPlaying && isReady ? `${at} ${page}` : undefined
  const step = useEffectEvent((of: string) => {
    if (of === moment && next !== undefined) go(next)
  })
  useEffect(() => {
    if (moment === undefined) return undefined
    const timer = setTimeout(() => step(moment), wait)
    return () => clearTimeout(timer)
  }, [moment, wait])
}
