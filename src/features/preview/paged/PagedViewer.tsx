import { ChevronDown, ChevronUp, GalleryVertical } from 'lucide-react'
import { useState } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { announce } from '#ui/feedback/announcer.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { PictureFrame } from '../image/PictureFrame.tsx'
import { PageField } from '../parts/PageField.tsx'
import { Reading, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { CanvasPicture } from './CanvasPicture.tsx'
import { createJpeg2000Worker, createTiffWorker } from './page-workers.ts'
import { PageList } from './PageList.tsx'
import type { PageClient } from './pages.ts'
import { usePage, usePages, type PageState } from './use-pages.ts'
import styles from './paged.module.css'

/** A TIFF, page by page. */
export function TiffViewer(props: ViewerProps) {
  return <PagedViewer {...props} createWorker={createTiffWorker} />
}

/** A JPEG 2000 picture. */
export function Jpeg2000Viewer(props: ViewerProps) {
  return <PagedViewer {...props} createWorker={createJpeg2000Worker} />
}

/** Pictures that browsers don't decode: a worker does, and only the page in view. */
function PagedViewer(props: ViewerProps & { createWorker: () => Worker }) {
  const { file, problem, stop, reopen } = usePages(props.blob, props.createWorker)
  const [at, setAt] = useState({ blob: props.blob, index: 0 })
  const index = at.blob === props.blob ? at.index : 0
  const state = usePage(file?.client, index)
  const [halted, setHalted] = useState<PageClient>()
  const isHalted = file !== undefined && halted === file.client
  const pages = file?.pages.names.length ?? 0
  const shown = state?.index === index ? state : undefined
  // What can't be shown at all is told by the preview, which offers the bytes.
  const only =
    pages === 1 && !isHalted && shown && 'reason' in shown
      ? { title: 'This picture can’t be shown', advice: `${shown.reason} ${OTHERWISE}` }
      : undefined
  useProblem(problem ?? only, props.onProblem)
  if (problem ?? only) return null
  if (!file) return <Reading label="Reading the picture" onStop={stop} />
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
    setAt({ blob: props.blob, index: next })
    announce(`Page ${next + 1} of ${pages}`)
  }
  return (
    <>
      {file.pages.remarks.map((remark) => (
        <Banner key={remark} tone="info" title={remark} />
      ))}
      <OpenPages
        {...props}
        file={file}
        index={index}
        shown={shown}
        last={state}
        goTo={goTo}
        halt={halt}
        halted={isHalted ? reopen : undefined}
      />
    </>
  )
}

type Open = ViewerProps & {
  file: NonNullable<ReturnType<typeof usePages>['file']>
  index: number
  shown: PageState | undefined
  /** The page before, until the one wanted is there. */
  last: PageState | undefined
  goTo: (index: number) => void
  /** Ends what the worker is doing. A coarse picture stays. */
  halt: () => void
  /** Reads it again, where it was ended. */
  halted: (() => void) | undefined
}

function OpenPages(props: Open) {
  const { file, index, shown, goTo } = props
  const pages = file.pages.names.length
  const [listed, setListed] = useState(pages > 1 && innerWidth >= ROOMY)
  const drawn = shown && 'drawn' in shown ? shown.drawn : undefined
  const label = pages === 1 ? props.name : `${props.name}, page ${index + 1} of ${pages}`
  return (
    <>
      {drawn?.remarks.map((remark) => (
        <Banner key={remark} tone="warning" title={remark} />
      ))}
      <div className={styles['body']}>
        {listed && pages > 1 && (
          <PageList client={file.client} pages={file.pages} current={index} onPage={goTo} />
        )}
        <div className={styles['page']}>
          <PictureFrame
            bar={props.bar}
            size={sizeOf(props.last)}
            facts={
              shown && 'drawn' in shown
                ? factsLine(shown, pages, props.halted !== undefined)
                : undefined
            }
            controls={
              <>
                {shown && 'drawn' in shown && shown.isCoarse && <CoarseButton {...props} />}
                {pages > 1 && (
                  <PageButtons
                    index={index}
                    pages={pages}
                    goTo={goTo}
                    listed={listed}
                    onList={() => setListed(!listed)}
                  />
                )}
              </>
            }
            onKey={pages > 1 ? (key) => turnPage(key, index, pages, goTo) : undefined}
            keyHelp={pages > 1 ? 'Page up and page down turn to other pages.' : undefined}
          >
            {(look) =>
              drawn ? (
                <CanvasPicture
                  look={look}
                  levels={drawn.levels}
                  width={drawn.width}
                  label={label}
                />
              ) : (
                <NoPicture {...props} />
              )
            }
          </PictureFrame>
        </div>
      </div>
    </>
  )
}

/** CSS pixels of a window that has room for the list of pages beside the page. */
const ROOMY = 900

/** Its finest detail may take long to decode: that can be ended, and begun again. */
function CoarseButton({ halt, halted }: Open) {
  return (
    <Button size="s" variant="quiet" onClick={halted ?? halt}>
      {halted === undefined ? 'Stop decoding' : 'Decode the detail'}
    </Button>
  )
}

/** In place of a page that is still being decoded, or can't be. */
function NoPicture({ shown, index, file, halt }: Open) {
  if (shown === undefined || !('reason' in shown)) {
    return <Reading key={index} label={`Reading page ${index + 1}`} onStop={halt} />
  }
  return (
    <EmptyState title={`Page ${index + 1} can’t be shown`}>
      {shown.reason}
      {file.pages.names.length > 1 && ' The other pages are not affected by that.'}
    </EmptyState>
  )
}

function PageButtons(props: {
  index: number
  pages: number
  goTo: (index: number) => void
  listed: boolean
  onList: () => void
}) {
  const { index, pages, goTo } = props
  return (
    <>
      <IconButton
        size="s"
        label="Pages"
        icon={GalleryVertical}
        aria-pressed={props.listed}
        onClick={props.onList}
      />
      <IconButton
        size="s"
        label="Previous page"
        icon={ChevronUp}
        disabledReason={index === 0 ? 'This is the first page.' : undefined}
        onClick={() => goTo(index - 1)}
      />
      <PageField page={index + 1} pages={pages} onPage={(page) => goTo(page - 1)} />
      <IconButton
        size="s"
        label="Next page"
        icon={ChevronDown}
        disabledReason={index === pages - 1 ? 'This is the last page.' : undefined}
        onClick={() => goTo(index + 1)}
      />
    </>
  )
}

function turnPage(
  key: string,
  index: number,
  pages: number,
  goTo: (index: number) => void,
): boolean {
  const wanted = { PageDown: index + 1, PageUp: index - 1, Home: 0, End: pages - 1 }[key]
  if (wanted === undefined) return false
  goTo(wanted)
  return true
}

function sizeOf(state: PageState | undefined) {
  if (state === undefined || !('drawn' in state)) return { width: 0, height: 0 }
  const { width, height, tallness } = state.drawn
  return { width, height: height * tallness }
}

function factsLine(
  { drawn, index, isCoarse }: Extract<PageState, { drawn: unknown }>,
  pages: number,
  isHalted: boolean,
): string {
  const { facts, levels, width, height } = drawn
  const page = pages === 1 ? '' : `Page ${index + 1} of ${pages}: `
  if (isCoarse) {
    return `${page}${facts}; its finest detail is ${isHalted ? 'not shown' : 'being decoded…'}`
  }
  const [finest] = levels
  const shrunk = finest ? Math.round(Math.max(width / finest.width, height / finest.height)) : 1
  return `${page}${facts}${shrunk > 1 ? `, drawn at 1:${shrunk}, as it is larger than a canvas` : ''}`
}

const OTHERWISE = 'You can still view its bytes, or download it.'
