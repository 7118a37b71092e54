import { useEffect, useState } from 'react'
import { CopyButton } from '#ui/controls/CopyButton.tsx'
import type { Place } from './column-layout.ts'
import type { CellText } from './csv-worker.ts'
import type { CsvTable } from './use-csv.ts'
import styles from './csv.module.css'

/** The whole of the chosen cell, its line breaks as they are, to be read, selected and copied. */
export function CellStrip({ csv, place }: { csv: CsvTable; place: Place | undefined }) {
  const { client, version, table } = csv
  const [read, setRead] = useState<{ of: string; cell: CellText | undefined }>()
  const { row = -1, column = 0 } = place ?? {}
  const wanted = `${version} ${row} ${column}`
  useEffect(() => {
    if (row < 0) return undefined
    let current = true
    client.call('cell', { place: row, column }).then(
      (cell) => current && setRead({ of: `${version} ${row} ${column}`, cell }),
      () => undefined,
    )
    return () => {
      current = false
    }
  }, [client, version, row, column])
  const cell = read?.of === wanted ? read.cell : undefined
  const name = table.columns[column]?.name ?? ''
  return (
    <div className={styles['strip']} role="group" aria-label="Cell">
      <span className={styles['where']}>
        {place === undefined && 'Choose a cell to read and copy all of it.'}
        {place && (row < 0 || cell === undefined ? name : `Row ${cell.row + 1}, ${name}`)}
      </span>
      {cell !== undefined && (
        <>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
          <pre className={styles['whole-cell']} tabIndex={0} aria-label="Text of the cell">
            {cell.text}
          </pre>
          {cell.length > cell.text.length && (
            <span>
              The first {cell.text.length.toLocaleString()} of {cell.length.toLocaleString()}{' '}
              characters.
            </span>
          )}
          <CopyButton text={cell.text} label="Copy cell" iconOnly />
        </>
      )}
      {cell === undefined && row >= 0 && read?.of === wanted && (
        <span>This row has no such cell.</span>
      )}
    </div>
  )
}
