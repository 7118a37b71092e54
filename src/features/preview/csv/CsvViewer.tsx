import { useState } from 'react'
import type { ContentSource } from '#formats/content-source.ts'
import { DELIMITERS } from '#formats/csv/detect-dialect.ts'
import { ENCODINGS, type Encoding } from '#formats/text/encodings.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Checkbox } from '#ui/controls/Checkbox.tsx'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Reading, SourceSwitch, SourceView, useProblem } from '../parts/SourceView.tsx'
import type { HeadViewerProps } from '../viewer.ts'
import { ViewerBar } from '../ViewerBar.tsx'
import type { OpenedTable } from './csv-worker.ts'
import { CsvGrid } from './CsvGrid.tsx'
import { useCsv, type CsvChoices } from './use-csv.ts'
import styles from './csv.module.css'

/** A delimited text as a grid. Cells are text: nothing in them is calculated or followed. */
export function CsvViewer(props: HeadViewerProps) {
  const { blob, source: of, partial = false, name } = props
  const [chosen, setChosen] = useState<{ of: ContentSource; choices: CsvChoices }>()
  const choices = chosen?.of === of ? chosen.choices : {}
  const { csv, problem, sorting, sortBy, stop } = useCsv(props, choices)
  const [source, setSource] = useState(false)
  useProblem(problem, props.onProblem)
  if (problem) return null
  const choose = (choice: CsvChoices) => setChosen({ of, choices: { ...choices, ...choice } })
  return (
    <>
      <ViewerBar bar={props.bar} label="Table">
        {csv && !source && <Choices table={csv.table} partial={partial} onChoose={choose} />}
        <SourceSwitch label="Table" source={source} onChange={setSource} />
      </ViewerBar>
      {source && <SourceView {...props} encoding={csv?.table.encoding} />}
      {!source && !csv && <Reading label="Reading the table" onStop={stop} />}
      {!source && csv && (
        <>
          {sorting && (
            <p className={styles['working']} role="status">
              Sorting…{' '}
              <Button size="s" onClick={stop}>
                Stop
              </Button>
            </p>
          )}
          {csv.table.columns.length === 0 ? (
            <p className={styles['empty']}>
              {blob.size === 0 ? 'The file is empty: 0 bytes.' : 'The file holds no rows.'}
            </p>
          ) : (
            <CsvGrid
              key={csvKey(csv.table, choices)}
              csv={csv}
              name={name}
              onSort={sortBy}
              onShown={props.onBeginning}
            />
          )}
        </>
      )}
    </>
  )
}

/** Another dialect makes other columns: widths and place begin afresh. */
function csvKey({ dialect }: OpenedTable, { encoding }: CsvChoices): string {
  return [dialect.delimiter, dialect.quote, dialect.header, encoding].join()
}

const QUOTES = [
  { value: '"', label: 'Double quotes' },
  { value: "'", label: 'Single quotes' },
  { value: '', label: 'No quotes' },
] as const

function Choices(props: {
  table: OpenedTable
  partial: boolean
  onChoose: (choice: CsvChoices) => void
}) {
  const { table, partial, onChoose } = props
  const { dialect, found } = table
  const encodings = ENCODINGS.some(({ value }) => value === table.encoding)
    ? ENCODINGS
    : [...ENCODINGS, { value: table.encoding as Encoding, label: table.encoding }]
  const delimiters: { value: string; label: string }[] = [...DELIMITERS]
  if (!delimiters.some(({ value }) => value === found.delimiter)) {
    delimiters.push({ value: found.delimiter, label: found.delimiter })
  }
  return (
    <>
      <span className={styles['size']}>
        {partial && 'The first '}
        {table.rows.toLocaleString()} {table.rows === 1 ? 'row' : 'rows'},{' '}
        {table.allColumns.toLocaleString()} {table.allColumns === 1 ? 'column' : 'columns'}
      </span>
      <div className={styles['check']}>
        <Checkbox
          label="Header row"
          checked={dialect.header}
          onChange={(header) => onChoose({ header })}
        />
      </div>
      <div className={styles['choice']}>
        <SelectField
          label="Delimiter"
          hideLabel
          options={marked(delimiters, found.delimiter)}
          value={dialect.delimiter}
          onChange={(delimiter) => onChoose({ delimiter })}
        />
      </div>
      <div className={styles['choice']}>
        <SelectField
          label="Quotes"
          hideLabel
          options={marked(QUOTES, found.quote)}
          value={dialect.quote}
          onChange={(quote) => onChoose({ quote })}
        />
      </div>
      <div className={styles['choice']}>
        <SelectField
          label="Encoding"
          hideLabel
          options={marked(encodings, table.foundEncoding, table.isGuess ? 'guessed' : 'found')}
          value={table.encoding}
          onChange={(encoding) => onChoose({ encoding: encoding as Encoding })}
        />
      </div>
    </>
  )
}

function marked(
  options: readonly { value: string; label: string }[],
  found: string,
  how = 'found',
) {
  return options.map(({ value, label }) => ({
    value,
    label: value === found ? `${label} (${how})` : label,
  }))
}
