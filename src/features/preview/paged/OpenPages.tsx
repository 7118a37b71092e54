import { ChevronDown, ChevronUp, GalleryVertical } from 'lucide-react'
import { useState } from 'react'
import { PART_MISSING } from '#formats/source-port.ts'
import { Button } from '#ui/controls/Button.tsx'
import { IconButton } from '#ui/controls/IconButton.tsx'
import { Banner } from '#ui/feedback/Banner.tsx'
import { EmptyState } from '#ui/feedback/states.tsx'
import { PictureFrame } from '../image/PictureFrame.tsx'
import { PageField } from '../parts/PageField.tsx'
import { PartMissing, Reading } from '../parts/SourceView.tsx'
import type { SourceViewerProps } from '../viewer.ts'
import { CanvasPicture } from './CanvasPicture.tsx'
import { PageList } from './PageList.tsx'
import type { OpenedFile, PageState } from './use-pages.ts'
import styles from './paged.module.css'

type Open = SourceViewerProps & {
  file: OpenedFile
  index: number
  shown: PageState | undefined
  /** The page before, until the one wanted is there. */
  last: PageState | undefined
  goTo: (index: number) => void
  /** Tries the page again that could not be loaded. */
  again: () => void
  /** Ends what the worker is doing. A coarse picture stays. */
  halt: () => void
  /** Reads it again, where it was ended. */
  halted: (() => void) | undefined
}

/** The page in view, the list of pages beside it, and what can be done. */
export function OpenPages(props: Open) {
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
function NoPicture({ shown, index, file, halt, again }: Open) {
  if (shown === undefined || !('reason' in shown)) {
    return <Reading key={index} label={`Reading page ${index + 1}`} onStop={halt} />
  }
  if (shown.reason === PART_MISSING) return <PartMissing onRetry={again} />
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
