import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { DifferProps } from '../differ.ts'
import { PatientBanner } from '../patient/PatientBanner.tsx'
import { closeComparison } from '../picture/compare-pictures.ts'
import type { Mode } from '../picture/modes.ts'
import { PictureCompare } from '../picture/PictureCompare.tsx'
import { PageStrip } from '../shell/PageStrip.tsx'
import { Working } from '../shell/Working.tsx'
import { SideBySide } from '../side-by-side/SideBySide.tsx'
import { describeDicom } from './describe-dicom.ts'
import { TagTable } from './TagTable.tsx'
import { useDicomPair, type DicomPair } from './use-dicom-pair.ts'
import styles from './dicom.module.css'

type Part = 'pixels' | 'attributes' | 'others'
type Open = Extract<DicomPair, { phase: 'open' }>

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

function OpenPair(props: DifferProps & { open: Open }) {
  const { open } = props
  const { pair, frames } = open
  const [revealed, setRevealed] = useState(false)
  const [chosen, setChosen] = useState<Part>()
  const isDone = frames.every((frame) => frame !== undefined)
  const comparison = describeDicom({
    ...pair,
    // What the banner above says is not said twice.
    identity: { type: 'same' },
    frames,
    revealed,
  })
  const changedFrames = frames.some((frame) => frame !== 'same')
  const part = chosen ?? (pair.frames.most > 0 && changedFrames ? 'pixels' : 'attributes')
  const parts: [Part, string][] = [
    ...(pair.frames.most > 0 ? [['pixels', 'Pixels'] as [Part, string]] : []),
    ['attributes', `Attributes (${pair.tags.length.toLocaleString('en')})`],
    ['others', 'Previews and bytes'],
  ]
  return (
    <div className={styles['differ']}>
      <PatientBanner identity={pair.identity} {...{ revealed }} onReveal={setRevealed} />
      <p className={styles['summary']} role="status">
        {isDone ? comparison.summary : 'The frames are still compared.'}
      </p>
      {comparison.notCompared.map((words) => (
        <Banner key={words} tone="warning" title={words} />
      ))}
      {isDone && comparison.remarks.map((words) => <p key={words}>{words}</p>)}
      <div role="group" aria-label="Compare" className={styles['parts']}>
        {parts.map(([value, label]) => (
          <Button
            key={value}
            size="s"
            aria-pressed={part === value}
            onClick={() => setChosen(value)}
          >
            {label}
          </Button>
        ))}
      </div>
      {part === 'pixels' && <Frames {...props} />}
      {part === 'attributes' && <TagTable tags={pair.tags} {...{ revealed, setRevealed }} />}
      {part === 'others' && <SideBySide {...props} />}
    </div>
  )
}

function Frames({ open, left, right }: DifferProps & { open: Open }) {
  const { pair, frames, client } = open
  const [mode, setMode] = useState<Mode>('sides')
  const [chosen, setChosen] = useState<number>()
  const changed = frames.flatMap((state, index) =>
    state === undefined || state === 'same' || state === 'failed' ? [] : [index],
  )
  const frame = chosen ?? changed[0] ?? 0
  const isOpen = frames.includes(undefined)
  const summary = `${changed.length} of ${frames.length} frames differ${isOpen ? ' so far' : ''}.`
  return (
    <>
      {pair.frames.most > 1 && (
        <PageStrip
          label="Frames"
          summary={summary}
          pages={frames.map((state, index) => ({
            key: String(index),
            name: `Frame ${index + 1}`,
            state: state ?? 'open',
          }))}
          current={String(frame)}
          onChoose={(key) => setChosen(Number(key))}
        />
      )}
      {frame >= pair.frames.both ? (
        <p>
          Frame {frame + 1} is only in {pair.frames.rest === 'added' ? right.title : left.title}.
        </p>
      ) : (
        <Working
          key={frame}
          label="Comparing the values"
          start={() => client.call('frame', frame)}
          giveBack={closeComparison}
        >
          {(comparison) => (
            <PictureCompare
              isPart
              comparison={comparison}
              titles={[left.title, right.title]}
              mode={mode}
              onMode={setMode}
            />
          )}
        </Working>
      )}
    </>
  )
}
