import { useState } from 'react'
import type { Version } from '#formats/flow/versions.ts'
import { isText } from '#formats/kinds.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import type { OpenedDocument, WrittenKind } from './document-worker.ts'
import { DocumentView } from './DocumentView.tsx'
import { type DocumentClient, useDocument, useParts } from './use-document.ts'
import documentStyles from '../parts/document.module.css'

/** A written document (DOCX, ODT, RTF) as text with its structure, and everything that is in it. */
export function DocumentViewer(props: ViewerProps) {
  // The registry gives it no other kind.
  const { content, client, reading, problem, stop } = useDocument(
    props.blob,
    props.kind as WrittenKind,
  )
  useProblem(problem, props.onProblem)
  if (problem) return null
  if (content === undefined) return <Reading label="Reading the document" onStop={stop} />
  return <OpenDocument key={reading} {...props} content={content} client={client} />
}

function OpenDocument(props: ViewerProps & { content: OpenedDocument; client: DocumentClient }) {
  const { content, client, ...viewer } = props
  const [source, setSource] = useState(false)
  const parts = useParts(content, client)
  return (
    <>
      <ViewerBar bar={viewer.bar} label="Document">
        {content.changes.count > 0 && !source && (
          <SelectField
            label="Tracked changes"
            hideLabel
            options={VERSIONS}
            value={parts.shown.version}
            onChange={parts.setVersion}
          />
        )}
        {isText(viewer.kind) && (
          <SourceSwitch label="Document" source={source} onChange={setSource} />
        )}
      </ViewerBar>
      {content.faults.length > 0 && <Faults faults={content.faults} />}
      {parts.failed && (
        <Banner tone="danger" title="A part of this document could not be read. Open it again." />
      )}
      {parts.lost && (
        <Banner
          tone="info"
          role="status"
          title="This link leads to a place that is not in the document."
        />
      )}
      {source ? (
        <SourceView {...viewer} />
      ) : (
        <DocumentView content={content} client={client} name={viewer.name} parts={parts} />
      )}
    </>
  )
}

const VERSIONS: readonly { value: Version; label: string }[] = [
  { value: 'changes', label: 'With tracked changes' },
  { value: 'accepted', label: 'As if accepted' },
  { value: 'original', label: 'As before the changes' },
]

/** Faults that are listed. */
const LISTED = 5

function Faults({ faults }: { faults: readonly string[] }) {
  const distinct = [...new Set(faults)]
  return (
    <Banner tone="warning" title="Not all of this document could be read: what could is shown">
      <ul className={documentStyles['remarks']}>
        {distinct.slice(0, LISTED).map((fault) => (
          <li key={fault}>{fault}</li>
        ))}
        {distinct.length > LISTED && <li>And {distinct.length - LISTED} more.</li>}
      </ul>
    </Banner>
  )
}
