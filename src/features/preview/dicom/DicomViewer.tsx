import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { PartMissing, Reading, useProblem } from '../parts/SourceView.tsx'
import type { RangedViewerProps, SourceViewerProps, ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import { ObjectFacts } from './ObjectFacts.tsx'
import { PictureView } from './picture/PictureView.tsx'
import { ReportView } from './ReportView.tsx'
import { TagList } from './tags/TagList.tsx'
import { useDicom, type Dicom, type DicomContent } from './use-dicom.ts'
import documentStyles from '../parts/document.module.css'
import styles from './dicom.module.css'

/** A DICOM object as what it is: pictures, a report, a file inside, or its attributes alone. */
export function DicomViewer(props: ViewerProps) {
  return <DicomOf {...props} content={props.blob} onUnable={() => undefined} />
}

/** The same from the parts that have come: its head, and the frames that are looked at. */
export function RangedDicomViewer(props: RangedViewerProps) {
  return <DicomOf {...props} content={props.source} />
}

function DicomOf(props: RangedViewerProps & { content: DicomContent }) {
  const { state, stop, again } = useDicom(props.content, props.onUnable)
  useProblem(state.state === 'failed' ? state.problem : undefined, props.onProblem)
  switch (state.state) {
    case 'reading':
      return <Reading label="Reading the DICOM file" onStop={stop} />
    case 'missing':
      return <PartMissing onRetry={again} />
    case 'failed':
      return null
    case 'open':
      // Another file begins at its first frame.
      return <Opened key={keyOf(state.dicom)} {...props} dicom={state.dicom} onStop={stop} />
  }
}

const keys = new WeakMap<object, number>()
let next = 0

function keyOf({ client }: Dicom): number {
  const known = keys.get(client)
  if (known !== undefined) return known
  next += 1
  keys.set(client, next)
  return next
}

function Opened(props: SourceViewerProps & { dicom: Dicom; onStop: () => void }) {
  const { dicom, name, bar, onStop } = props
  const main = mainView(dicom)
  const [tags, setTags] = useState(main === undefined)
  return (
    <>
      {main !== undefined && (
        <ViewerBar bar={bar} label="Show as">
          <Button size="s" variant="quiet" aria-pressed={!tags} onClick={() => setTags(false)}>
            {main}
          </Button>
          <Button size="s" variant="quiet" aria-pressed={tags} onClick={() => setTags(true)}>
            Tags
          </Button>
        </ViewerBar>
      )}
      <Remarks dicom={dicom} />
      {tags && <TagList client={dicom.client} summary={dicom.summary} name={name} />}
      {dicom.picture && (
        // Kept while the tags are shown, with its window, its measures and its place.
        <div className={styles['pane']} hidden={tags}>
          <PictureView
            dicom={dicom}
            model={dicom.picture}
            name={name}
            bar={tags ? null : bar}
            onStop={onStop}
          />
        </div>
      )}
      {!tags && dicom.report && <ReportView dicom={dicom} report={dicom.report} />}
      {!tags && dicom.document && <DocumentInside dicom={dicom} />}
    </>
  )
}

/** What the object is shown as beside its tags, if anything. */
function mainView({ picture, report, document }: Dicom): string | undefined {
  if (picture) return picture.frames > 1 ? 'Frames' : 'Picture'
  if (report) return 'Report'
  return document && (document.isFilm ? 'Film' : 'Document')
}

/** What is odd, broken or missing, above all else. */
function Remarks({ dicom }: { dicom: Dicom }) {
  const { remarks, pictureFault, summary, document } = dicom
  if (pictureFault !== undefined) {
    return (
      <Banner tone="warning" title={`${summary.title}: the picture can’t be shown`}>
        <p>
          {pictureFault}{' '}
          {document
            ? 'The film in it can be opened as a file of its own.'
            : 'Its tags are below; the download gives the original.'}
        </p>
        <RemarkList remarks={remarks} />
      </Banner>
    )
  }
  if (remarks.length === 0) return null
  const [only, ...others] = remarks
  if (only !== undefined && others.length === 0) return <Banner tone="warning" title={only} />
  return (
    <Banner tone="warning" title="This file is not as it should be">
      <RemarkList remarks={remarks} />
    </Banner>
  )
}

function RemarkList({ remarks }: { remarks: readonly string[] }) {
  const shown = remarks.slice(0, 4)
  return (
    <ul className={documentStyles['remarks']}>
      {shown.map((remark) => (
        <li key={remark}>{remark}</li>
      ))}
      {remarks.length > shown.length && <li>And {remarks.length - shown.length} more.</li>}
    </ul>
  )
}

/** A PDF or another file that the object holds, opened in place. */
function DocumentInside({ dicom }: { dicom: Dicom }) {
  const { client, document, summary } = dicom
  if (!document) return null
  return (
    <div className={documentStyles['scroller']}>
      <section className={documentStyles['card']} aria-label={summary.title}>
        <h2>{document.title}</h2>
        <ObjectFacts dicom={dicom} />
      </section>
      <div className={styles['inside']}>
        <EmbeddedFile
          name={document.title}
          file={{
            contentType: document.contentType,
            size: document.size,
            take: () => client.call('take', { contentType: document.contentType }),
          }}
        />
      </div>
    </div>
  )
}
