import { useEffect, useRef } from 'react'
import { createObjectUrl, revokeObjectUrl } from '#lib/object-urls.ts'
import type { ViewerProps } from '../viewer.ts'
import styles from './media.module.css'

/** Sound and film by the browser's own player; nothing plays by itself. */
export function MediaViewer({ blob, contentType, kind, name, onProblem }: ViewerProps) {
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
  const props = {
    ref: player,
    controls: true,
    preload: 'metadata',
    'aria-label': name,
    onError: () => {
      // Taking the source away at the end is no failure.
      if (player.current?.hasAttribute('src') === true) onProblem(cannotPlay(contentType))
    },
  } as const
  return (
    <div className={styles['stage']}>
      {kind === 'video' ? (
        <video {...props} className={styles['video']} />
      ) : (
        <audio {...props} className={styles['audio']} />
      )}
    </div>
  )
}

function cannotPlay(contentType: string) {
  return {
    title: 'This recording can’t be played here',
    advice: `The file is damaged, or this browser can’t play ${contentType}. Download it and open it in a player.`,
  }
}
