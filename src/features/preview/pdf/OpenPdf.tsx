import type { PDFDocumentProxy } from 'pdfjs-dist'
import { useRef, useState } from 'react'
import { useSize } from '../use-size.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import {
  clampZoom,
  layOutPages,
  zoomOf,
  type PageSize,
  type Turn,
  type Zoom,
} from './page-layout.ts'
import { PdfBar } from './PdfBar.tsx'
import { PdfFind } from './PdfFind.tsx'
import { PdfPages } from './PdfPages.tsx'
import { PdfThumbnails } from './PdfThumbnails.tsx'
import type { Found } from './use-find.ts'
import { usePageScroll } from './use-page-scroll.ts'
import styles from './pdf.module.css'

export interface OpenPdfProps {
  bar: HTMLElement | null
  pdf: PDFDocumentProxy
  sizes: readonly PageSize[]
  name: string
}

/** A PDF that is open: its controls, the find bar, thumbnails and pages, kept in step. */
export function OpenPdf({ bar, pdf, sizes, name }: OpenPdfProps) {
  const [finding, setFinding] = useState(false)
  const [thumbnails, setThumbnails] = useState(false)
  const { scroller, zoom, setZoom, turn, turnOn, layout, scroll, found, showFound } = usePages(
    pdf,
    sizes,
  )
  const goTo = (page: number) => scroll.goTo({ page, share: 0 })
  return (
    <>
      <ViewerBar bar={bar} label="PDF">
        <PdfBar
          pages={pdf.numPages}
          page={scroll.page}
          zoom={zoomOf(layout)}
          fit={typeof zoom === 'number' ? undefined : zoom}
          finding={finding}
          thumbnails={thumbnails}
          onPage={goTo}
          onZoom={setZoom}
          onTurn={turnOn}
          onFind={() => setFinding(!finding)}
          onThumbnails={() => setThumbnails(!thumbnails)}
        />
      </ViewerBar>
      {finding && (
        <PdfFind
          pdf={pdf}
          startPage={scroll.page}
          onFound={showFound}
          onClose={() => {
            setFinding(false)
            showFound([], undefined)
            scroller.current?.focus()
          }}
        />
      )}
      <div className={styles['columns']}>
        {thumbnails && (
          <PdfThumbnails pdf={pdf} sizes={sizes} turn={turn} page={scroll.page} onPage={goTo} />
        )}
        <PdfPages
          ref={scroller}
          pdf={pdf}
          name={name}
          layout={layout}
          near={scroll.near}
          turn={turn}
          found={found.all}
          current={found.current}
          onScroll={scroll.onScroll}
          onFind={() => setFinding(true)}
          onGoTo={goTo}
        />
      </div>
    </>
  )
}

/** How large the pages are, how they are turned, which are in view, and what was found on them. */
function usePages(pdf: PDFDocumentProxy, sizes: readonly PageSize[]) {
  const scroller = useRef<HTMLDivElement>(null)
  const view = useSize(scroller)
  const [zoom, setZoom] = useState<Zoom>('width')
  const [turn, setTurn] = useState<Turn>(0)
  const [found, setFound] = useState<PdfFindings>({ all: [], current: undefined })
  const layout = layOutPages(sizes, zoom, turn, view)
  const scroll = usePageScroll(scroller, layout, view.height)

  async function seek(to: Found) {
    const page = await pdf.getPage(to.page)
    const viewport = page.getViewport({ scale: 1, rotation: (page.rotate + turn) % 360 })
    const down = Number(viewport.convertToViewportPoint(to.at[0], to.at[1])[1])
    scroll.goTo({ page: to.page, share: down / viewport.height }, view.height / 3)
  }
  function showFound(all: readonly Found[], current: Found | undefined) {
    setFound({ all, current })
    // A page that can't be read was not searched either.
    if (current) seek(current).catch(() => undefined)
  }
  return {
    scroller,
    zoom,
    setZoom: (next: Zoom) => setZoom(typeof next === 'number' ? clampZoom(next) : next),
    turn,
    turnOn: () => setTurn(NEXT_TURN[turn]),
    layout,
    scroll,
    found,
    showFound,
  }
}

interface PdfFindings {
  all: readonly Found[]
  current: Found | undefined
}

const NEXT_TURN: Record<Turn, Turn> = { 0: 90, 90: 180, 180: 270, 270: 0 }
