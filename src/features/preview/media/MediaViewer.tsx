import { useEffect, useRef, useState, type SyntheticEvent } from 'react'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import type { ViewerProps } from '../viewer.ts'
import { OnlySound, SpeedControl, tellWhy, type Speed } from './parts.tsx'
import { Waveform } from './Waveform.tsx'
import styles from './media.module.css'

/** What the browser's player has found out. */
interface Found {
  blob: Blob
  /** Seconds; infinite where the file does not tell. */
  duration: number
  hasPicture: boolean
}

/** Sound and film by the browser's own player; nothing plays by itself. */
export function MediaViewer({ blob, contentType, kind, name, bar, onProblem }: ViewerProps) {
  const [seen, setSeen] = useState<Found>()
  const found = seen?.blob === blob ? seen : undefined
  const [time, setTime] = useState(0)
  const [speed, setSpeed] = useState<Speed>('1')
  const { ref, seek } = usePlayer(blob, Number(speed))
  const props = {
    ref,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onLoadedMetadata: ({ currentTarget }: MediaEvent) => {
      const hasPicture = 'videoWidth' in currentTarget && currentTarget.videoWidth > 0
      setSeen({ blob, duration: currentTarget.duration, hasPicture })
    },
    onTimeUpdate: ({ currentTarget }: MediaEvent) => setTime(currentTarget.currentTime),
    onError: ({ currentTarget }: MediaEvent) => {
      // Taking the source away at the end is not a failure.
      if (currentTarget.hasAttribute('src')) void tellWhy(blob, contentType, onProblem)
    },
  } as const
  return (
    <>
      <SpeedControl bar={bar} speed={speed} onChange={setSpeed} />
      {kind === 'video' && found && !found.hasPicture && <OnlySound />}
      <div className={styles['stage']}>
        {kind === 'video' ? (
          <video {...props} className={styles['video']} />
        ) : (
          <div className={styles['sound']}>
            <Waveform blob={blob} duration={found?.duration} time={time} onSeek={seek} />
            <audio {...props} className={styles['audio']} />
          </div>
        )}
      </div>
    </>
  )
}

/** A player of this content, for as long as it is shown. */
function usePlayer(blob: Blob, speed: number) {
  const player = useRef<HTMLVideoElement & HTMLAudioElement>(null)
  useEffect(() => {
    const element = player.current
    if (!element) return undefined
    const url = createObjectUrl(blob)
    element.src = url
    return () => {
      element.removeAttribute('src')
      element.load()
      revokeObjectUrl(url)
    }
  }, [blob])
  useEffect(() => {
    // Loading another file sets the rate to the default one.
    if (player.current) player.current.defaultPlaybackRate = player.current.playbackRate = speed
  }, [speed])
  return {
    ref: player,
    /** @param time in seconds */
    seek: (time: number) => {
      if (player.current) player.current.currentTime = time
    },
  }
}

type MediaEvent = SyntheticEvent<HTMLAudioElement | HTMLVideoElement>
