import { useEffect, useRef, useState } from 'react'
import type { Peaks } from '#formats/media/waveform.ts'
import { createWorkerPool } from '#lib/worker-pool.ts'
import { useSize } from '#ui/use-size.ts'
import type { WaveformTask } from './waveform-worker.ts'
import styles from './media.module.css'

/** Bytes and seconds: what is longer takes more memory as samples than a tab should give to a drawing. */
const LARGEST = 30_000_000
const LONGEST = 1800
const PARTS = 2000

const pool = createWorkerPool<WaveformTask>({
  create: () => new Worker(new URL('./waveform-worker.ts', import.meta.url), { type: 'module' }),
  running: 1,
})

/**
 * How loud a recording is along its time; a click goes there. For keyboards and screen readers the player's own slider
 * does the same, so this is only a picture.
 */
export function Waveform(props: {
  blob: Blob
  /** Seconds, as the player found; `undefined` until then. */
  duration: number | undefined
  /** Seconds, where the player stands. */
  time: number
  /** @param time in seconds */
  onSeek: (time: number) => void
}) {
  const { blob, duration, time, onSeek } = props
  const known = duration !== undefined && duration > 0 && duration <= LONGEST
  const peaks = usePeaks(known && blob.size <= LARGEST ? blob : undefined)
  const canvas = useRef<HTMLCanvasElement>(null)
  const size = useSize(canvas)
  useEffect(() => {
    if (canvas.current && peaks && known) draw(canvas.current, size, peaks, time / duration)
  }, [peaks, time, known, duration, size])
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- the player's slider does the same by keys
    <canvas
      ref={canvas}
      aria-hidden="true"
      hidden={!peaks || !known}
      className={styles['waveform']}
      onClick={(event) => {
        const box = event.currentTarget.getBoundingClientRect()
        if (known) onSeek(((event.clientX - box.left) / box.width) * duration)
      }}
    />
  )
}

/** `undefined` until they are there, and where the browser can't decode them. */
function usePeaks(blob: Blob | undefined): Peaks | undefined {
  const [known, setKnown] = useState<{ blob: Blob; peaks: Peaks }>()
  useEffect(() => {
    if (!blob) return undefined
    const controller = new AbortController()
    readPeaks(blob, controller.signal).then(
      (peaks) => controller.signal.aborted || setKnown({ blob, peaks }),
      () => undefined,
    )
    return () => controller.abort()
  }, [blob])
  return known?.blob === blob ? known?.peaks : undefined
}

async function readPeaks(blob: Blob, signal: AbortSignal): Promise<Peaks> {
  // An offline context decodes without a sound card and without asking to play.
  const context = new OfflineAudioContext(1, 1, 8000)
  const buffer = await context.decodeAudioData(await blob.arrayBuffer())
  const channels = Array.from({ length: Math.min(2, buffer.numberOfChannels) }, (_, channel) =>
    buffer.getChannelData(channel),
  )
  return pool.run({ channels, parts: PARTS }, { signal })
}

/** @param share of the recording that has been played, 0 to 1 */
function draw(
  canvas: HTMLCanvasElement,
  { width, height }: { width: number; height: number },
  peaks: Peaks,
  share: number,
): void {
  const scale = devicePixelRatio
  canvas.width = Math.round(width * scale)
  canvas.height = Math.round(height * scale)
  const context = canvas.getContext('2d')
  if (!context) return
  const style = getComputedStyle(canvas)
  const count = peaks.length / 2
  const middle = canvas.height / 2
  const step = canvas.width / count
  for (let part = 0; part < count; part += 1) {
    const high = (peaks[part * 2 + 1] ?? 0) * middle
    const low = (peaks[part * 2] ?? 0) * middle
    context.fillStyle = style.getPropertyValue(
      part / count < share ? '--color-accent' : '--color-line-strong',
    )
    context.fillRect(part * step, middle - high, Math.max(step, 1), Math.max(high - low, scale))
  }
}
