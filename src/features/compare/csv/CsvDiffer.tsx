import { lazy, Suspense, useRef, useState, type ReactNode } from 'react'
import { Button } from '#ui/controls/Button.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Skeleton } from '#ui/display/Progress.tsx'
import type { DifferProps, Side } from '../differ.ts'
import { tableFile } from '../saving/changes-file.ts'
import { SaveFile, yieldTurn } from '../saving/SaveFile.tsx'
import { Comparing } from '../shell/Comparing.tsx'
import { ComparisonBar } from '../shell/ComparisonBar.tsx'
import { useComparison } from '../shell/use-comparison.ts'
import { runTableDiff, wholeTable } from './compare-tables.ts'
import type { TableComparison } from './findings.ts'
import { TableRows, type TableRowsHandle } from './TableRows.tsx'
import styles from './csv-diff.module.css'

type Mode = 'table' | 'lines'

const TextDiffer = lazy(async () => ({
  default: (await import('../text/TextDiffer.tsx')).TextDiffer,
}))

/** Tables by rows and cells, or as lines of text. */
export function CsvDiffer(props: DifferProps) {
  const [mode, setMode] = useState<Mode>('table')
  const choice = (
    <SelectField<Mode>
      label="Compare"
      hideLabel
      value={mode}
      onChange={setMode}
      options={[
        { value: 'table', label: 'By rows' },
        { value: 'lines', label: 'By lines' },
      ]}
    />
  )
  if (mode === 'table') {
    return <ByRows {...props} choice={choice} onLines={() => setMode('lines')} />
  }
  return (
    <>
      <div className={styles['mode']}>{choice}</div>
      <Suspense fallback={<Skeleton lines={8} label="Loading the comparison" />}>
        <TextDiffer {...props} />
      </Suspense>
    </>
  )
}

function ByRows(props: DifferProps & { choice: ReactNode; onLines: () => void }) {
  const { left, right, choice, onLines } = props
  const { state, stop, again } = useComparison(runTableDiff, left, right)
  const instead = <Button onClick={onLines}>Compare by lines</Button>
  return (
    <Comparing {...{ state, stop, again, instead }}>
      {(comparison) => <TableDiffView {...{ left, right, comparison }}>{choice}</TableDiffView>}
    </Comparing>
  )
}

function TableDiffView(props: {
  comparison: TableComparison
  left: Side
  right: Side
  children: ReactNode
}) {
  const { comparison, left, right, children } = props
  const titles: [string, string] = [left.title, right.title]
  const [change, setChange] = useState(-1)
  const rows = useRef<TableRowsHandle>(null)
  const places = comparison.rows.flatMap(({ fate }, place) => (fate === 'same' ? [] : place))
  const go = (to: number) => {
    setChange(to)
    rows.current?.show(places[to] ?? 0)
  }
  return (
    <div className={styles['differ']}>
      <ComparisonBar
        comparison={comparison}
        current={change}
        stops={places.length}
        onGo={go}
        onShow={(anchor) => go(Math.max(0, places.indexOf(Number(anchor))))}
        save={<SaveTable {...{ left, right }} />}
      >
        {children}
      </ComparisonBar>
      {comparison.rows.length > 0 && (
        <TableRows ref={rows} comparison={comparison} current={places[change]} titles={titles} />
      )}
    </div>
  )
}

/** The rows that differ as a table. */
function SaveTable({ left, right }: { left: Side; right: Side }) {
  const content = ({ blob, kind, contentType }: Side) => ({ blob, kind, contentType })
  return (
    <SaveFile
      label="Save as .csv"
      extension="csv"
      titles={[left.title, right.title]}
      make={async (signal, of) =>
        tableFile(await wholeTable(content(left), content(right), signal), of, yieldTurn)
      }
    />
  )
}
