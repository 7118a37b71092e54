import { useState } from 'react'
import { PART_MISSING } from '#formats/source-port.ts'
import { Button } from '#ui/controls/Button.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { PartMissing, Reading, useProblem } from '../parts/SourceView.tsx'
import type { RangedViewerProps, ViewerProps } from '../viewer.ts'
import { OpenPages } from './OpenPages.tsx'
import { createJpeg2000Worker, createTiffWorker } from './page-workers.ts'
import type { PageClient } from './pages.ts'
import { usePage, usePages, type OpenedFile, type PagesContent } from './use-pages.ts'
import styles from './paged.module.css'

/** A TIFF, page by page. */
export function TiffViewer(props: ViewerProps) {
  return <OfBlob {...props} createWorker={createTiffWorker} />
}

/** The same from the parts that have come: its directories, and the pages that are looked at. */
export function RangedTiffViewer(props: RangedViewerProps) {
  return <PagedViewer {...props} content={props.source} createWorker={createTiffWorker} />
}

/** A JPEG 2000 picture. */
export function Jpeg2000Viewer(props: ViewerProps) {
  return <OfBlob {...props} createWorker={createJpeg2000Worker} />
}

function OfBlob(props: ViewerProps & { createWorker: () => Worker }) {
  return <PagedViewer {...props} content={props.blob} onUnable={() => undefined} />
}

type Paged = RangedViewerProps & { content: PagesContent; createWorker: () => Worker }

/** Pictures that browsers don't decode: a worker does, and only the page in view. */
function PagedViewer(props: Paged) {
  const { content, onUnable } = props
  const { state, stop, reopen } = usePages(content, props.createWorker, onUnable)
  useProblem(state.state === 'failed' ? state.problem : undefined, props.onProblem)
  switch (state.state) {
    case 'reading':
      return <Reading label="Reading the picture" onStop={stop} />
    case 'missing':
      return <PartMissing onRetry={reopen} />
    case 'failed':
      return null
    case 'open':
      return <OpenedPaged {...props} file={state.file} reopen={reopen} />
  }
}

function OpenedPaged(props: Paged & { file: OpenedFile; reopen: () => void }) {
  const { file, reopen, content } = props
  const [at, setAt] = useState({ of: content, index: 0 })
  const index = at.of === content ? at.index : 0
  const { state, again } = usePage(file.client, index, props.onUnable)
  const [halted, setHalted] = useState<PageClient>()
  const isHalted = halted === file.client
  const pages = file.pages.names.length
  const shown = state?.index === index ? state : undefined
  // What can't be shown at all is told by the preview, which offers the bytes.
  const isOnly = pages === 1 && !file.pages.isBegun && !isHalted
  const only =
    isOnly && shown && 'reason' in shown && shown.reason !== PART_MISSING
      ? { title: 'This picture can’t be shown', advice: `${shown.reason} ${OTHERWISE}` }
      : undefined
  useProblem(only, props.onProblem)
  if (only) return null
  const isCoarse = shown !== undefined && 'drawn' in shown && shown.isCoarse
  if (isHalted && !isCoarse) {
    const again = <Button onClick={reopen}>Read it again</Button>
    return <EmptyState title="Reading was stopped" actions={again} />
  }
  const halt = () => {
    setHalted(file.client)
    file.client.stop()
  }
  const goTo = (wanted: number) => {
    const next = Math.max(0, Math.min(pages - 1, wanted))
    if (next === index) return
    setAt({ of: content, index: next })
    announce(`Page ${next + 1} of ${pages}`)
  }
  return (
    <>
      {file.pages.remarks.map((remark) => (
        <Banner key={remark} tone="info" title={remark} />
      ))}
      {file.pages.isBegun && <Unlisted file={file} onRetry={reopen} />}
      <OpenPages
        {...props}
        file={file}
        index={index}
        shown={shown}
        last={state}
        goTo={goTo}
        again={again}
        halt={halt}
        halted={isHalted ? reopen : undefined}
      />
    </>
  )
}

/** The list of pages is not at its end. */
function Unlisted({ file, onRetry }: { file: OpenedFile; onRetry: () => void }) {
  const found = file.pages.names.length
  const known = found === 1 ? 'The first page is' : `The first ${found} pages are`
  if (file.restFault === undefined) {
    return <p className={styles['unlisted']}>{known} here; the others are being looked for…</p>
  }
  const again = (
    <Button size="s" onClick={onRetry}>
      Try again
    </Button>
  )
  return (
    <Banner tone="warning" title={`${known} here. The others are not known.`} actions={again}>
      {file.restFault}
    </Banner>
  )
}

const OTHERWISE = 'You can still view its bytes, or download it.'
