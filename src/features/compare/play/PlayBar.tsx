import { ChevronLeft, ChevronRight, Pause, Play, SkipBack, SkipForward } from 'lucide-react'
import { useId } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { versionWords } from '../words/version-words.ts'
import type { Speed } from './play-steps.ts'
import type { Frames, PlayVersionsProps } from './use-frames.ts'
import styles from './play.module.css'

interface PlayBarProps extends PlayVersionsProps {
  at: number
  frames: Frames
  isPlaying: boolean
  speed: Speed
  onPlay: (isPlaying: boolean) => void
  onSpeed: (speed: Speed) => void
  /** Goes to a version, and stops playing. */
  onStep: (place: number) => void
}

/** Plays and pauses, goes to a version, and to a page of it. */
export function PlayBar(props: PlayBarProps) {
  const { versions, at, isPlaying, speed, onPlay, onSpeed, onStep, onOlder } = props
  const only = versions.length < 2 ? 'There is no other version.' : undefined
  return (
    <div className={styles['bar']}>
      <div role="group" aria-label="Playing" className={styles['group']}>
        <Button
          size="s"
          variant="primary"
          icon={isPlaying ? Pause : Play}
          disabledReason={only}
          onClick={() => onPlay(!isPlaying)}
        >
          {isPlaying ? 'Pause' : 'Play'}
        </Button>
        <IconButton
          size="s"
          label="Previous version"
          icon={SkipBack}
          disabledReason={at === 0 ? 'This is the oldest version that is loaded.' : undefined}
          onClick={() => onStep(at - 1)}
        />
        <IconButton
          size="s"
          label="Next version"
          icon={SkipForward}
          disabledReason={at === versions.length - 1 ? 'This is the newest version.' : undefined}
          onClick={() => onStep(at + 1)}
        />
        <SelectField<Speed>
          label="Speed"
          hideLabel
          value={speed}
          onChange={onSpeed}
          options={[
            { value: 'slow', label: 'Slow' },
            { value: 'normal', label: 'Normal speed' },
            { value: 'fast', label: 'Fast' },
          ]}
        />
        {onOlder !== undefined && (
          <Button size="s" variant="quiet" onClick={onOlder}>
            Load older versions
          </Button>
        )}
      </div>
      <Slider {...{ versions, at, onStep }} />
      <Pages {...props} />
    </div>
  )
}

/** Versions whose numbers all have room below the slider. */
const MOST_LABELS = 12

function Slider(props: Pick<PlayBarProps, 'versions' | 'at' | 'onStep'>) {
  const { versions, at, onStep } = props
  const list = useId()
  const last = versions.length - 1
  const shown = versions[at]
  const labelled =
    versions.length <= MOST_LABELS
      ? versions
      : [versions[0], versions[last]].filter((one) => one !== undefined)
  return (
    <div className={styles['slider']}>
      <input
        type="range"
        aria-label="Version"
        list={list}
        min={0}
        max={Math.max(1, last)}
        step={1}
        value={at}
        aria-valuetext={shown === undefined ? '' : versionWords(shown)}
        onChange={(event) => onStep(Math.min(last, Number(event.target.value)))}
      />
      <datalist id={list}>
        {versions.length <= 100 &&
          versions.map(({ versionId, title }, place) => (
            <option key={versionId} value={place}>
              {title}
            </option>
          ))}
      </datalist>
      <p className={styles['ticks']} aria-hidden="true">
        {labelled.map(({ versionId, title }) => (
          <span key={versionId} data-shown={versions[at]?.versionId === versionId}>
            {title.replace(/^Version (?=\S+$)/u, '')}
          </span>
        ))}
      </p>
    </div>
  )
}

/** Only where a version has several pages, or another one had. */
function Pages({ at, frames, page, onPage }: PlayBarProps) {
  const state = frames.states[at]
  const frame = state?.phase === 'done' ? state.frame : undefined
  const pages = frame === undefined || frame.type === 'skipped' ? undefined : frame.pages
  const most = Math.max(page, ...frames.pictures.map((one) => one?.pages ?? 1))
  if (most === 1) return null
  return (
    <div role="group" aria-label="Page" className={styles['group']}>
      <IconButton
        size="s"
        label="Previous page"
        icon={ChevronLeft}
        disabledReason={page === 1 ? 'This is the first page.' : undefined}
        onClick={() => onPage(page - 1)}
      />
      <span className={styles['page']}>
        Page {page}
        {pages !== undefined && ` of ${pages}`}
      </span>
      <IconButton
        size="s"
        label="Next page"
        icon={ChevronRight}
        disabledReason={page >= most ? 'This is the last page.' : undefined}
        onClick={() => onPage(page + 1)}
      />
    </div>
  )
}
