import { Pause, Play } from 'lucide-react'
import { useEffect, useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { changeView, FITTED, zoomOf, type ImageAction } from '#ui/picture/picture-view.ts'
import { ZoomButtons } from '#ui/picture/ZoomButtons.tsx'
import { useSizeOf } from '#ui/use-size.ts'
import { useSideWords } from '../compared-of.ts'
import type { PaperPage } from '../paper/use-paper.tsx'
import { SaveFile } from '../saving/SaveFile.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { stepByKey } from '../shell/use-change-keys.ts'
import type { PictureComparison } from './compare-rasters.ts'
import { MODES, viewOfArea, type Mode } from './modes.ts'
import { PictureStage } from './PictureStage.tsx'
import { drawMarked } from './save-marked.ts'
import styles from './picture.module.css'

interface PictureCompareProps {
  comparison: PictureComparison
  titles: [left: string, right: string]
  mode: Mode
  onMode: (mode: Mode) => void
  /** It is one of several, whose own summary can be copied. */
  isPart?: boolean
  /** All pages that differ, of which it shows one. */
  paper?: readonly PaperPage[] | undefined
  /** Choices of whoever shows it. */
  children?: ReactNode
}

/** Two pictures and what differs between them: five ways to look at them, and the way from change to change. */
export function PictureCompare(props: PictureCompareProps) {
  const { comparison, titles, mode, onMode } = props
  const [frame, setFrame] = useState<HTMLElement | null>(null)
  const frameSize = useSizeOf(frame)
  const [view, setView] = useState(FITTED)
  const [current, setCurrent] = useState<number>()
  const [isMarked, setMarked] = useState(true)
  const [swipe, setSwipe] = useState(50)
  const [opacity, setOpacity] = useState(50)
  const blink = useBlink(mode === 'blink')
  const { size, areas } = comparison
  const change = (action: ImageAction) =>
    setView((before) => changeView(before, action, size, frameSize))
  const go = (index: number) => {
    const area = areas[index]
    setCurrent(index)
    if (area !== undefined) setView(viewOfArea(area, size, frameSize))
  }
  const zoom = zoomOf(view, size, frameSize)
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- keys for what its buttons do
    <div
      className={styles['compare']}
      data-paper={props.isPart === true ? 'screen' : undefined}
      onKeyDown={(event) => stepByKey(event, current, areas.length, go)}
    >
      <ComparisonBar
        {...{ comparison, current }}
        onGo={go}
        isPart={props.isPart ?? false}
        paper={props.paper}
        save={
          <SaveFile
            label="Save with marks"
            extension="png"
            titles={titles}
            make={() => drawMarked(comparison)}
          />
        }
      >
        <Modes {...{ mode, onMode }} />
        <Zoom zoom={zoom} fitted={view.zoom === undefined} change={change} />
        {mode === 'onion' && <Opacity value={opacity} onChange={setOpacity} />}
        {mode === 'blink' && <BlinkButtons blink={blink} />}
        {areas.length > 0 && mode !== 'heat' && (
          <Checkbox label="Mark the areas" checked={isMarked} onChange={setMarked} />
        )}
        {props.children}
      </ComparisonBar>
      <PictureStage
        {...{ comparison, titles, mode, swipe, opacity, current, isMarked, change }}
        world={{ size, zoom, x: view.x, y: view.y }}
        blinkSide={blink.side}
        onSwipe={setSwipe}
        onFrame={setFrame}
      />
      {mode === 'heat' && <HeatLegend scale={comparison.heatScale} />}
    </div>
  )
}

function Modes({ mode, onMode }: Pick<PictureCompareProps, 'mode' | 'onMode'>) {
  return (
    <div role="group" aria-label="Mode" className={styles['modes']}>
      {MODES.map(({ value, label }) => (
        <Button
          key={value}
          size="s"
          variant="quiet"
          aria-pressed={mode === value}
          onClick={() => onMode(value)}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}

function HeatLegend({ scale }: { scale: number }) {
  return (
    <p className={styles['legend']}>
      <span className={styles['ramp']} aria-hidden="true" /> Yellow differs least, red most; what is
      the same is dimmed.
      {scale > 1 && ` Each point stands for ${scale} × ${scale} pixels, and shows the strongest.`}
    </p>
  )
}

export function Zoom(props: {
  zoom: number
  fitted: boolean
  change: (action: ImageAction) => void
}) {
  return (
    <div role="group" aria-label="Zoom" className={styles['modes']}>
      <ZoomButtons {...props} byWidth />
    </div>
  )
}

function Opacity({ value, onChange }: { value: number; onChange: (value: number) => void }) {
  const [before, after] = useSideWords()
  const which = after === 'After' ? 'newer' : 'right'
  return (
    <label className={styles['opacity']}>
      {before}
      <input
        type="range"
        min={0}
        max={100}
        value={value}
        aria-label={`How much of the ${which} picture shows`}
        aria-valuetext={`${value} %`}
        onChange={(event) => onChange(Number(event.target.value))}
      />
      {after}
    </label>
  )
}

interface Blink {
  side: 'left' | 'right'
  isPlaying: boolean
  play: (playing: boolean) => void
  turn: () => void
}

/** Milliseconds that each of the two is seen: slower than what may harm (WCAG 2.3.1). */
const BLINK = 700

/** Shows the two by turns; it stands still at first where less motion is asked for. */
function useBlink(isShown: boolean): Blink {
  const [side, setSide] = useState<'left' | 'right'>('left')
  const [isPlaying, setPlaying] = useState(
    () => !matchMedia('(prefers-reduced-motion: reduce)').matches,
  )
  const turn = () => setSide((before) => (before === 'left' ? 'right' : 'left'))
  const isOn = isShown && isPlaying
  useEffect(() => {
    if (!isOn) return undefined
    const timer = setInterval(
      () => setSide((before) => (before === 'left' ? 'right' : 'left')),
      BLINK,
    )
    return () => clearInterval(timer)
  }, [isOn])
  return { side, isPlaying, play: setPlaying, turn }
}

function BlinkButtons({ blink }: { blink: Blink }) {
  const { side, isPlaying, play, turn } = blink
  const [before, after] = useSideWords()
  return (
    <div role="group" aria-label="Blink" className={styles['modes']}>
      <IconButton
        size="s"
        label={isPlaying ? 'Stop blinking' : 'Blink'}
        icon={isPlaying ? Pause : Play}
        onClick={() => play(!isPlaying)}
      />
      <Button
        size="s"
        variant="quiet"
        onClick={() => {
          play(false)
          turn()
        }}
      >
        Show the other
      </Button>
      <span className={styles['seen']}>{side === 'left' ? `− ${before}` : `+ ${after}`}</span>
    </div>
  )
}
