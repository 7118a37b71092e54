import { useState } from 'react'
import type { EcgRecording } from '#formats/ecg/recording.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, useProblem } from '../parts/SourceView.tsx'
import { TreeViewer } from '../tree/TreeViewer.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { LeadTable } from './LeadTable.tsx'
import { RecordingCard } from './RecordingCard.tsx'
import { Tracing } from './Tracing.tsx'
import { useEcg } from './use-ecg.ts'
import documentStyles from '../parts/document.module.css'
import styles from './ecg.module.css'

/** An ECG: what its file says of it, and its tracing where scale, time and polarity are known. */
export function EcgViewer(props: ViewerProps) {
  const { opened, problem, stop } = useEcg(props)
  const [source, setSource] = useState(false)
  const isText = props.kind === 'ecg'
  const unread = opened?.type === 'unknown' && !isText ? opened.reason : undefined
  useProblem(
    problem ?? (unread === undefined ? undefined : { title: NO_RECORD, advice: unread }),
    props.onProblem,
  )
  if (problem || unread !== undefined) return null
  if (opened?.type === 'unknown') {
    return (
      <>
        <Banner tone="warning" title="Shown as its XML">
          {opened.reason}
        </Banner>
        <TreeViewer {...props} kind="xml" />
      </>
    )
  }
  return (
    <>
      <ViewerBar bar={props.bar} label="Recording">
        {opened && isText && (
          <SourceSwitch label="Recording" source={source} onChange={setSource} />
        )}
      </ViewerBar>
      {opened?.problem !== undefined && <Banner tone="warning" title={opened.problem} />}
      {!opened && <Reading label="Reading the recording" onStop={stop} />}
      {opened && source && <SourceView {...props} encoding={opened.encoding} />}
      {opened && !source && <RecordingView recording={opened.recording} />}
    </>
  )
}

const NO_RECORD = 'This recording could not be read'

function RecordingView({ recording }: { recording: EcgRecording }) {
  const { strips, remarks } = recording
  const [chosen, setChosen] = useState(0)
  const strip = strips[chosen] ?? strips[0]
  return (
    <div className={documentStyles['scroller']}>
      {remarks.length > 0 && (
        <Banner
          tone="warning"
          title={strip ? 'What to know of this recording' : 'No tracing is drawn'}
        >
          <ul className={documentStyles['remarks']}>
            {remarks.map((one) => (
              <li key={one}>{one}</li>
            ))}
          </ul>
        </Banner>
      )}
      <RecordingCard recording={recording} />
      {strip && (
        <section className={documentStyles['card']} aria-label="Tracing">
          {strips.length > 1 && (
            <div className={styles['strips']}>
              <SelectField
                label={`Tracing (${strips.length} in this file)`}
                options={strips.map(({ title }, at) => ({ value: String(at), label: title }))}
                value={String(chosen)}
                onChange={(value) => setChosen(Number(value))}
              />
            </div>
          )}
          <Tracing key={chosen} strip={strip} />
          <LeadTable strip={strip} />
        </section>
      )}
    </div>
  )
}
