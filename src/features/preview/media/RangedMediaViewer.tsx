import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import type { RangedViewerProps } from '../viewer.ts'
import { openPlayer, type Player } from './open-player.ts'
import { OnlySound, SpeedControl, tellWhy, type Speed } from './parts.tsx'
import styles from './media.module.css'

/** Bytes: what is larger is not loaded whole only to learn that it can't be played. */
const LOADED_TO_BE_SURE = 50_000_000

/** Sound and film that play from the parts that have come, in a frame of the browser's own player. */
export function RangedMediaViewer(props: RangedViewerProps) {
  const { source, contentType, kind, name, bar } = props
  const [seen, setSeen] = useState<{ source: ContentSource; hasPicture: boolean }>()
  const found = seen?.source === source ? seen : undefined
  const [speed, setSpeed] = useState<Speed>('1')
  const host = useRef<HTMLDivElement>(null)
  const player = useRef<Player>(undefined)
  const order = useEffectEvent(() => player.current?.setSpeed(Number(speed)))
  const onUnable = useEffectEvent(() => props.onUnable())
  const onFailed = useEffectEvent((isHeard: boolean) => {
    if (found !== undefined && !isHeard) {
      const title = 'The rest of this recording could not be loaded'
      props.onProblem({ title, advice: 'Open the file again to try once more.' })
    } else if (isHeard && (found !== undefined || source.size > LOADED_TO_BE_SURE)) {
      void tellWhy(rangesOf(source), contentType, props.onProblem)
    } else {
      // The whole is tried: it may play, or it tells for certain.
      props.onUnable()
    }
  })
  const element = kind === 'audio' ? 'audio' : 'video'
  useEffect(() => {
    if (!host.current) return undefined
    const opened = openPlayer(host.current, {
      source,
      contentType,
      kind: element,
      name,
      onFound: (hasPicture) => {
        setSeen({ source, hasPicture })
        order()
      },
      onFailed: (isHeard) => onFailed(isHeard),
      onUnable: () => onUnable(),
    })
    player.current = opened
    return () => {
      player.current = undefined
      opened.close()
    }
  }, [source, contentType, element, name])
  useEffect(() => {
    player.current?.setSpeed(Number(speed))
  }, [speed])
  return (
    <>
      <SpeedControl bar={bar} speed={speed} onChange={setSpeed} />
      {element === 'video' && found?.hasPicture === false && <OnlySound />}
      <div ref={host} className={styles['frame']} />
    </>
  )
}

function rangesOf(source: ContentSource) {
  return {
    size: source.size,
    slice: (start = 0, end = source.size) => ({
      arrayBuffer: async () => (await source.slice(start, end)).buffer,
    }),
  }
}
