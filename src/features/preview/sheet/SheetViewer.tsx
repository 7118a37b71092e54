import { useState } from 'react'
import type { SheetHead } from '#formats/sheet/sheet-content.ts'
import { Banner } from '#ui/feedback/Banner.tsx'
import type { Place } from '../grid/column-layout.ts'
import { Reading, useProblem } from '../parts/SourceView.tsx'
import type { ViewerProps } from '../viewer.ts'
import { SheetGrid } from './SheetGrid.tsx'
import { SheetTabs } from './SheetTabs.tsx'
import { useSheet, useWorkbook, type OpenBook } from './use-workbook.ts'
import { WorkbookNotes } from './WorkbookNotes.tsx'
import styles from './sheet.module.css'

/** A spreadsheet, sheet by sheet, as its program shows it. Nothing in it is calculated, run or fetched. */
export function SheetViewer(props: ViewerProps) {
  const { book, problem, stop } = useWorkbook(props.blob, props.kind === 'ods' ? 'ods' : 'xlsx')
  useProblem(problem, props.onProblem)
  if (problem) return null
  if (!book) return <Reading label="Reading the workbook" onStop={stop} />
  return <OpenWorkbook {...props} book={book} onStop={stop} />
}

function OpenWorkbook(props: ViewerProps & { book: OpenBook; onStop: () => void }) {
  const { book, name, bar, onStop } = props
  const { workbook } = book
  const [chosen, setChosen] = useState<{ book: OpenBook; index: number; place?: Place }>()
  const { index, place } =
    chosen?.book === book ? chosen : { index: workbook.active, place: undefined }
  const { sheet, hasFailed } = useSheet(book, index)
  const head = workbook.sheets[index]
  return (
    <>
      <WorkbookNotes book={book} sheet={sheet?.sheet} head={head} />
      <SheetTabs
        id={TABS}
        sheets={workbook.sheets}
        active={index}
        onChoose={(wanted) => setChosen({ book, index: wanted })}
      />
      <div
        role="tabpanel"
        id={`${TABS}-panel`}
        aria-labelledby={`${TABS}-${index}`}
        className={styles['panel']}
      >
        {hasFailed && <Banner tone="danger" role="alert" title="This sheet could not be read." />}
        {!sheet && !hasFailed && <Reading label="Reading the sheet" onStop={onStop} />}
        {sheet && head && (sheet.sheet.rows === 0 || sheet.sheet.columns === 0) && (
          <p className={styles['empty']}>{emptyWords(head)}</p>
        )}
        {sheet && head && sheet.sheet.rows > 0 && sheet.sheet.columns > 0 && (
          <SheetGrid
            key={`${index} ${place?.row} ${place?.column}`}
            open={sheet}
            label={`Sheet ${head.name} of ${name}`}
            start={place}
            bar={bar}
            onGo={(target) => setChosen({ book, ...target })}
          />
        )}
      </div>
    </>
  )
}

const TABS = 'sheet-tab'

function emptyWords({ holds }: SheetHead): string {
  switch (holds) {
    case 'chart':
      return 'This sheet is a chart. Charts are not drawn here; what they are drawn from is in the cells of other sheets.'
    case 'dialog':
      return 'This sheet is a dialog, which is not shown.'
    case 'macros':
    case 'cells':
      return 'This sheet has no filled cells.'
  }
}
