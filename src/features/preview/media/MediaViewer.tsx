import { useEffect, useRef, useState, type SyntheticEvent } from 'react'
import { codecsOf } from '#formats/media/codecs.ts'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
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
      // Taking the source away at the end is no failure.
      if (currentTarget.hasAttribute('src')) void tellWhy(blob, contentType, onProblem)
    },
  } as const
  return (
    <>
      <ViewerBar bar={bar} label="Playback">
        <SelectField label="Speed" hideLabel options={SPEEDS} value={speed} onChange={setSpeed} />
      </ViewerBar>
      {kind === 'video' && found && !found.hasPicture && (
        <Banner tone="warning" title="Only the sound of this file can be played here">
          Either it holds no picture, or this browser can’t decode it. Download the file and open it
          in a player to be sure.
        </Banner>
      )}
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

const SPEEDS = (['0.25', '0.5', '0.75', '1', '1.25', '1.5', '2'] as const).map((value) => ({
  value,
  label: value === '1' ? 'Normal speed' : `${value}× speed`,
}))
type Speed = (typeof SPEEDS)[number]['value']

async function tellWhy(
  blob: Blob,
  contentType: string,
  onProblem: (problem: Problem) => void,
): Promise<void> {
  const codecs = await codecsOf(blob).catch(() => [])
  const what = codecs.length === 0 ? contentType : `${codecs.join(' and ')} in ${contentType}`
  onProblem({
    title: 'This recording can’t be played here',
    advice: `The file is damaged, or this browser can’t play ${what}. Download it and open it in a player.`,
  })
}
