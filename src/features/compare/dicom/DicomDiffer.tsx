import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { DifferProps } from '../differ.ts'
import { PatientBanner } from '../patient/PatientBanner.tsx'
import { SaveFile, yieldTurn } from '../saving/SaveFile.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { SideBySide } from '../side-by-side/SideBySide.tsx'
import { describeDicom } from './describe-dicom.ts'
import { dicomFile } from './dicom-file.ts'
import { DicomFrames, paperFrames } from './DicomFrames.tsx'
import { TagTable } from './TagTable.tsx'
import { useDicomPair, type OpenDicomPair } from './use-dicom-pair.ts'
import styles from './dicom.module.css'

/** What of the two is looked at: a frame, the attributes (with the one that is gone to, in the order of the list), or both as they are. */
type Place =
  | { part: 'pixels'; frame: number }
  | { part: 'attributes'; tag: number | undefined }
  | { part: 'others' }

/** Two DICOM objects: whether they are of one patient first, then their values frame by frame, and their attributes. */
export function DicomDiffer(props: DifferProps) {
  const state = useDicomPair(props.left.blob, props.right.blob)
  switch (state.phase) {
    case 'opening':
      return <ProgressBar label="Reading both DICOM files" />
    case 'failed':
      return (
        <>
          <ErrorState title="The DICOM files could not be compared" advice={state.problem} />
          <SideBySide {...props} />
        </>
      )
    case 'open':
      return <OpenPair {...props} open={state} />
  }
}

function OpenPair(props: DifferProps & { open: OpenDicomPair }) {
  const { open, left, right } = props
  const { pair, frames } = open
  const [revealed, setRevealed] = useState(false)
  const [chosen, setChosen] = useState<Place>()
  const waiting = frames.length === 0 ? pair.frames.both : frames.filter(isOpen).length
  const told = { ...pair, frames, revealed, isComparing: waiting > 0 }
  const comparison = describeDicom(told)
  const place = chosen ?? firstPlace(open, waiting)
  const change = comparison.changes.findIndex(({ anchor }) => anchor === anchorOf(place))
  const choice = <Parts {...{ pair, place }} onPlace={setChosen} />
  return (
    <div className={styles['differ']}>
      <PatientBanner identity={pair.identity} {...{ revealed }} onReveal={setRevealed} />
      {place.part === 'others' ? (
        choice
      ) : (
        <ComparisonBar
          comparison={comparison}
          current={change < 0 ? undefined : change}
          onGo={(to) => setChosen(placeOf(comparison.changes[to]?.anchor))}
          paper={paperFrames(open)}
          save={
            <SaveFile
              label="Save as .csv"
              extension="csv"
              titles={[left.title, right.title]}
              make={(_, of) => dicomFile(told, of, yieldTurn)}
            />
          }
        >
          {choice}
        </ComparisonBar>
      )}
      {place.part === 'pixels' && (
        <DicomFrames
          {...{ open, left, right }}
          frame={place.frame}
          onFrame={(frame) => setChosen({ part: 'pixels', frame })}
        />
      )}
      {place.part === 'attributes' && (
        <TagTable tags={pair.tags} current={place.tag} {...{ revealed, setRevealed }} />
      )}
      {place.part === 'others' && <SideBySide {...props} />}
    </div>
  )
}

function Parts(props: {
  pair: OpenDicomPair['pair']
  place: Place
  onPlace: (place: Place) => void
}) {
  const { pair, place, onPlace } = props
  const parts: { to: Place; label: string }[] = [
    ...(pair.frames.most > 0
      ? [{ to: { part: 'pixels', frame: 0 } as const, label: 'Pixels' }]
      : []),
    {
      to: { part: 'attributes', tag: undefined },
      label: `Attributes (${pair.tags.length.toLocaleString('en')})`,
    },
    { to: { part: 'others' }, label: 'Previews and bytes' },
  ]
  return (
    <div role="group" aria-label="Compare" className={styles['parts']}>
      {parts.map(({ to, label }) => (
        <Button
          key={to.part}
          size="s"
          aria-pressed={place.part === to.part}
          onClick={() => place.part !== to.part && onPlace(to)}
        >
          {label}
        </Button>
      ))}
    </div>
  )
}

function isOpen(state: unknown): boolean {
  return state === undefined
}

/** The first frame that differs; the attributes, where it is known that none does. */
function firstPlace({ pair, frames }: OpenDicomPair, waiting: number): Place {
  const frame = firstChanged(frames)
  if (frame >= 0) return { part: 'pixels', frame }
  const hasPixels = pair.frames.most > 0 && waiting > 0
  return hasPixels ? { part: 'pixels', frame: 0 } : { part: 'attributes', tag: undefined }
}

function firstChanged(frames: OpenDicomPair['frames']): number {
  return frames.findIndex((state) => !isOpen(state) && state !== 'same' && state !== 'failed')
}

/** As `describeDicom` names the places of changes. */
function anchorOf(place: Place): string | undefined {
  switch (place.part) {
    case 'pixels':
      return `frame ${place.frame}`
    case 'attributes':
      return place.tag === undefined ? undefined : `tag ${place.tag}`
    case 'others':
      return undefined
  }
}

function placeOf(anchor = ''): Place {
  const [part, at] = anchor.split(' ')
  return part === 'tag'
    ? { part: 'attributes', tag: Number(at) }
    : { part: 'pixels', frame: Number(at) }
}
