import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { appearance } from '#ui/appearance.ts'
import { useSize } from '#ui/use-size.ts'
import { drawPaper } from './draw-paper.ts'
import type { Paper, PaperScale } from './paper.ts'
import { useCaliper } from './use-caliper.ts'
import styles from './ecg.module.css'

/** CSS pixels for a millimetre at which one is as long as CSS says. */
export const NATURAL = 96 / 25.4

/** As wide as the box, unless that is too small to read; never larger than natural. */
function fitted(paper: Paper, width: number): number {
  const fit = Math.floor((width / paper.width) * 100) / 100
  return fit < NATURAL * 0.6 ? NATURAL : Math.min(fit, NATURAL)
}

interface PaperBoxProps {
  paper: Paper
  rate: number
  scale: PaperScale
  /** CSS pixels for a millimetre; the whole width in view where there is none. */
  zoom: number | undefined
  hasCaliper: boolean
  /** For who can't see it. */
  name: string
}

/** The paper in a box that scrolls; only what is in view is drawn, on a canvas of the size of the box. */
export function PaperBox(props: PaperBoxProps) {
  const { paper, rate, scale, hasCaliper, name } = props
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const { width, height } = useSize(box)
  const zoom = props.zoom ?? fitted(paper, width)
  const [scroll, setScroll] = useState({ left: 0, top: 0 })
  const theme = useSyncExternalStore(subscribeTheme, readTheme)
  const view = { left: scroll.left / zoom, top: scroll.top / zoom, width, height, zoom }
  const { points, words, onKeyDown, pointer } = useCaliper({ isOn: hasCaliper, scale, view, box })
  useEffect(() => {
    // The theme is read from the style of the canvas.
    if (canvas.current && width > 0 && theme !== '') {
      drawPaper(canvas.current, view, { paper, rate, scale, caliper: points })
    }
  })
  useEffect(() => {
    const drawn = canvas.current
    return () => {
      // Gives its memory back at once.
      if (drawn) drawn.width = 0
    }
  }, [])
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the arrow keys move the caliper over what scrolls */}
      <div
        ref={box}
        role="group"
        aria-label={hasCaliper ? 'Paper with caliper' : 'Paper'}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reached by keys
        tabIndex={0}
        className={styles['paper']}
        onScroll={({ currentTarget }) =>
          setScroll({ left: currentTarget.scrollLeft, top: currentTarget.scrollTop })
        }
        onKeyDown={onKeyDown}
      >
        <div
          style={{
            // Never narrower than the canvas, which would be squeezed.
            inlineSize: Math.max(width, paper.width * zoom),
            blockSize: Math.max(1, paper.height * zoom),
          }}
        >
          <canvas
            ref={canvas}
            role="img"
            aria-label={name}
            className={styles['canvas']}
            data-caliper={hasCaliper}
            style={{ inlineSize: width, blockSize: height }}
            {...pointer}
          />
        </div>
      </div>
      {hasCaliper && <CaliperWords words={words} />}
    </>
  )
}

function CaliperWords({ words }: { words: string }) {
  return (
    <>
      <p role="status" className={styles['caliper']}>
        {words}
      </p>
      <p className={styles['scale']}>
        Drag on the paper, or focus it and use the arrow keys: 10 ms and 0.05 mV a step, with Shift
        1 ms and 0.01 mV. Enter moves the other end.
      </p>
    </>
  )
}

function subscribeTheme(onChange: () => void): () => void {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  dark.addEventListener('change', onChange)
  const stop = appearance.subscribe(onChange)
  return () => {
    dark.removeEventListener('change', onChange)
    stop()
  }
}

function readTheme(): string {
  return `${appearance.get().theme} ${matchMedia('(prefers-color-scheme: dark)').matches}`
}
