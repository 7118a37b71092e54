import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { ProgressBar } from '#ui/display/Progress.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { ErrorState } from '#ui/feedback/states.tsx'
import type { DifferProps } from '../differ.ts'
import { closeComparison } from '../picture/compare-pictures.ts'
import type { Mode } from '../picture/modes.ts'
import { PictureCompare } from '../picture/PictureCompare.tsx'
import { PageStrip } from '../shell/PageStrip.tsx'
import { Working } from '../shell/Working.tsx'
import { SideBySide } from '../side-by-side/SideBySide.tsx'
import { describeDicom } from './describe-dicom.ts'
import { identityWords, type Identity } from './patient-identity.ts'
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
      <PatientBanner identity={pair.identity} {...{ revealed, setRevealed }} />
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

/** Above all else: pictures of two patients under one number are the worst that can be compared. */
function PatientBanner(props: {
  identity: Identity
  revealed: boolean
  setRevealed: (revealed: boolean) => void
}) {
  const { identity, revealed, setRevealed } = props
  const words = identityWords(identity)
  if (words === undefined || identity.type === 'same') return null
  return (
    <Banner
      tone={identity.type === 'other-patient' ? 'danger' : 'warning'}
      role="alert"
      title={words}
      actions={
        <Button onClick={() => setRevealed(!revealed)}>
          {revealed ? 'Hide the patient’s data' : 'Show the patient’s data'}
        </Button>
      }
    >
      {identity.type === 'other-patient'
        ? 'The two versions are not of the same patient. Check which of them belongs here before you use either.'
        : 'It may be a correction or a file made anonymous. Check that both are of the same patient.'}
      {revealed && (
        <dl className={styles['identity']}>
          {identity.changes.map(({ name, before, after }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <del>− {before === '' ? 'not set' : before}</del>{' '}
                <ins>+ {after === '' ? 'not set' : after}</ins>
              </dd>
            </div>
          ))}
        </dl>
      )}
    </Banner>
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
