import type { PDFDocumentProxy } from 'pdfjs-dist'
import {
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
  type KeyboardEvent,
  type Ref,
} from 'react'
import { cx } from '#ui/cx.ts'
import { FindBar } from '../parts/FindBar.tsx'
import { LinkQuestion } from '../parts/LinkQuestion.tsx'
import { ViewerBar } from '../ViewerBar.tsx'
import type { PdfFacts } from './pdf-facts.ts'
import type { FindResult } from './pdf-finder.ts'
import { PdfView } from './pdf-view.ts'
import { PdfBar } from './PdfBar.tsx'
import { PdfNotices } from './PdfNotices.tsx'
import { PdfSide, type Side } from './PdfSide.tsx'
import layers from './pdf-layers.module.css'
import styles from './pdf.module.css'

export interface OpenPdfProps {
  bar: HTMLElement | null
  pdf: PDFDocumentProxy
  facts: PdfFacts
  name: string
}

/** A PDF that is open: its controls, what is to be said about it, the find bar, the side panel and the pages. */
export function OpenPdf({ bar, pdf, facts, name }: OpenPdfProps) {
  const [view] = useState(() => new PdfView(pdf))
  const state = useSyncExternalStore(view.store.subscribe, view.store.get)
  const [finding, setFinding] = useState(false)
  const [side, setSide] = useState<Side>()
  const pages = useRef<HTMLDivElement>(null)
  useEffect(() => {
    return pages.current === null ? undefined : view.attach(pages.current)
  }, [view])
  const { files } = facts
  useEffect(() => view.addFiles(files), [view, files])

  function onKeyDown(event: KeyboardEvent) {
    const command = event.ctrlKey || event.metaKey
    if (command && event.key === 'f') {
      // The browser's own search would see the pages in view alone.
      event.preventDefault()
      setFinding(true)
    } else if (!command && !event.altKey && ZOOM_KEYS.has(event.key)) {
      event.preventDefault()
      view.zoomTo(state.scale * (ZOOM_KEYS.get(event.key) ?? 1))
    }
  }
  return (
    <>
      <ViewerBar bar={bar} label="PDF">
        <PdfBar
          view={view}
          state={state}
          hasOutline={facts.outline.length > 0}
          hasValues={facts.values.length > 0}
          side={side}
          onSide={(wanted) => setSide(side === wanted ? undefined : wanted)}
          finding={finding}
          onFind={() => setFinding(!finding)}
        />
      </ViewerBar>
      <PdfNotices facts={facts} files={state.files} missingFonts={state.missingFonts} />
      {finding && (
        <PdfFind
          view={view}
          result={state.find}
          onClose={() => {
            setFinding(false)
            pages.current?.focus()
          }}
        />
      )}
      <div className={styles['columns']}>
        {side !== undefined && <PdfSide side={side} view={view} state={state} facts={facts} />}
        <Pages scroller={pages} name={name} onKeyDown={onKeyDown} />
      </div>
      <LinkQuestion
        address={state.asked}
        lead="The file links to an address outside of this console:"
        programs
        onClose={() => view.ask(undefined)}
      />
    </>
  )
}

function Pages({
  scroller,
  name,
  onKeyDown,
}: {
  scroller: Ref<HTMLDivElement>
  name: string
  onKeyDown: (event: KeyboardEvent) => void
}) {
  return (
    <div className={styles['frame']}>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a part that scrolls must take the keys that scroll it */}
      <div
        ref={scroller}
        className={cx(styles['scroller'], layers['pages'])}
        role="region"
        aria-label={`Pages of ${name}`}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        {/* pdf.js’s own; React never touches what is in it. */}
        <div className="pdfViewer" />
      </div>
    </div>
  )
}

const ZOOM_KEYS = new Map([
  ['+', 1.2],
  ['=', 1.2],
  ['-', 1 / 1.2],
])

/** Finds words on all pages, not those in view alone. */
function PdfFind(props: { view: PdfView; result: FindResult; onClose: () => void }) {
  const { view } = props
  useEffect(() => () => view.finder?.close(), [view])
  return (
    <FindBar
      label="Find in this PDF"
      found={describe(props.result)}
      onFind={(text) => view.finder?.find(text)}
      onStep={(by) => view.finder?.step(by)}
      onClose={props.onClose}
    />
  )
}

function describe({ state, current, total }: FindResult): string {
  switch (state) {
    case 'none':
      return ''
    case 'searching':
      return 'Searching…'
    case 'missing':
      return 'Not found'
    case 'found':
      return `${Math.max(1, current)} of ${total}`
  }
}
