import { useEffect, useState } from 'react'
import { parseMediaType } from '#fhir/media-type.ts'
import type { XmlProblem } from '#formats/ccda/xml-tree.ts'
import { connectWorker, type WorkerClient } from '#lib/worker-session.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import { Reading, SourceSwitch, SourceView, STOPPED, useProblem } from '../parts/SourceView.tsx'
import type { Problem, ViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import type { CcdaContent, CcdaMethods } from './ccda-worker.ts'
import { DocumentView } from './DocumentView.tsx'
import documentStyles from '../parts/document.module.css'

/** Bytes; more is not read as a document. */
const LARGEST = 30_000_000

/** A C-CDA document as it is meant to be read: who and what at the top, then its sections; never its own scripts or links. */
export function CcdaViewer(props: ViewerProps) {
  const { content, problem, client, stop } = useCcda(props.blob, props.contentType)
  const [source, setSource] = useState(false)
  useProblem(problem, props.onProblem)
  if (problem) return null
  const document = content?.type === 'document' ? content.document : undefined
  return (
    <>
      <ViewerBar bar={props.bar} label="Document">
        {content && <span className={documentStyles['encoding']}>{encodingWords(content)}</span>}
        {document && <SourceSwitch label="Document" source={source} onChange={setSource} />}
      </ViewerBar>
      {content?.problem !== undefined && <Banner tone="warning" title={content.problem} />}
      {content?.type === 'source' && (
        <Banner tone="warning" title={`Shown as its source. ${content.reason}`} />
      )}
      {content === undefined && <Reading label="Reading the document" onStop={stop} />}
      {content && (source || !document) && <SourceView {...props} encoding={content.encoding} />}
      {document && client && !source && (
        <>
          <Faults problems={document.problems} />
          <DocumentView
            document={document}
            name={props.name}
            getOutline={(of) => client.call('outline', of)}
          />
        </>
      )}
    </>
  )
}

interface Read {
  blob: Blob
  result: CcdaContent | Problem
  client: WorkerClient<CcdaMethods>
}

function useCcda(blob: Blob, contentType: string) {
  const [read, setRead] = useState<Read>()
  const [stopped, setStopped] = useState<Blob>()
  const tooLarge = blob.size > LARGEST
  useEffect(() => {
    if (tooLarge || stopped === blob) return undefined
    const worker = new Worker(new URL('./ccda-worker.ts', import.meta.url), { type: 'module' })
    const client = connectWorker<CcdaMethods>(worker)
    let current = true
    const keep = (result: CcdaContent | Problem) => {
      if (current) setRead({ blob, result, client })
    }
    const charset = parseMediaType(contentType)?.parameters['charset']
    client.call('read', { blob, charset }).then(keep, () => keep(UNREADABLE))
    return () => {
      current = false
      client.stop()
    }
  }, [blob, contentType, tooLarge, stopped])
  const stop = () => setStopped(blob)
  if (tooLarge) return { problem: TOO_LARGE, stop }
  if (stopped === blob) return { problem: STOPPED, stop }
  if (read?.blob !== blob) return { stop }
  const { result, client } = read
  return 'encoding' in result ? { content: result, client, stop } : { problem: result, stop }
}

function encodingWords({ encoding, from }: CcdaContent): string {
  return from === 'guess' ? `${encoding} (guessed)` : encoding
}

function Faults({ problems }: { problems: readonly XmlProblem[] }) {
  if (problems.length === 0) return null
  const shown = problems.slice(0, 3)
  return (
    <Banner tone="warning" title="This document is damaged: what could be read is shown">
      <ul className={documentStyles['remarks']}>
        {shown.map(({ line, text }) => (
          <li key={`${line} ${text}`}>
            Line {line}: {text}
          </li>
        ))}
        {problems.length > shown.length && <li>And {problems.length - shown.length} more.</li>}
      </ul>
    </Banner>
  )
}

const TOO_LARGE: Problem = {
  title: 'This document is too large to show by its sections',
  advice: 'Its bytes can be looked at piece by piece, and the download gives the original.',
}

const UNREADABLE: Problem = {
  title: 'This document could not be read',
  advice: 'Load the page again, or look at its bytes.',
}
