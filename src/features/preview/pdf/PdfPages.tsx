import type { PDFDocumentProxy } from 'pdfjs-dist'
import type { Ref } from 'react'
import type { PageLayout, Turn } from './page-layout.ts'
import { PAGE_GAP } from './page-layout.ts'
import { PdfPage } from './PdfPage.tsx'
import type { Found } from './use-find.ts'
import styles from './pdf.module.css'

/** The pages one below the other; only those near the view are there. */
export function PdfPages(props: {
  ref: Ref<HTMLDivElement>
  pdf: PDFDocumentProxy
  name: string
  layout: PageLayout
  near: readonly number[]
  turn: Turn
  found: readonly Found[]
  current: Found | undefined
  onScroll: () => void
  onFind: () => void
  onGoTo: (page: number) => void
}) {
  const { ref, name, layout, near, found, current } = props
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a part that scrolls must take the keys that scroll it
    <div
      ref={ref}
      className={styles['scroller']}
      role="region"
      aria-label={`Pages of ${name}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- the same
      tabIndex={0}
      onScroll={props.onScroll}
      onKeyDown={(event) => {
        if (event.key !== 'f' || !(event.ctrlKey || event.metaKey)) return
        // The browser's own search would see the pages in view alone.
        event.preventDefault()
        props.onFind()
      }}
    >
      <div
        className={styles['whole']}
        style={{ blockSize: layout.height, minInlineSize: layout.width + 2 * PAGE_GAP }}
      >
        {near.map((number) => {
          const box = layout.pages[number - 1]
          return (
            box && (
              <PdfPage
                key={number}
                pdf={props.pdf}
                number={number}
                scale={layout.scale}
                turn={props.turn}
                box={box}
                matches={found.filter(({ page }) => page === number).map(({ match }) => match)}
                current={current?.page === number ? current.match : undefined}
                onGoTo={props.onGoTo}
              />
            )
          )
        })}
      </div>
    </div>
  )
}
