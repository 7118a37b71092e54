import { useState } from 'react'
import { valueAt } from '#formats/hl7v2/describe-fields.ts'
import type { Segment, Separators } from '#formats/hl7v2/read-messages.ts'
import { readResult, type ResultFlag, type ResultRow } from '#formats/hl7v2/read-results.ts'
import { Button } from '#ui/controls/Button.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import { EmbeddedFile } from '../parts/EmbeddedFile.tsx'
import { ValueText } from './ValueText.tsx'
import styles from './hl7.module.css'

const TONES = { critical: 'danger', abnormal: 'warning', normal: 'neutral' } as const

/** Values, or flags, of one result that are laid out at once. */
const REPETITIONS = 50

/** Observations as laboratory results are read: a row each, the notes on it right below. */
export function ResultTable(props: {
  segments: readonly Segment[]
  separators: Separators
  label: string
}) {
  const { segments, separators, label } = props
  return (
    <div
      className={styles['tableScroller']}
      role="region"
      aria-label={`Results: ${label}`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
      tabIndex={0}
    >
      <table className={styles['results']}>
        <thead>
          <tr>
            <th scope="col">Test</th>
            <th scope="col">Value</th>
            <th scope="col">Unit</th>
            <th scope="col">Reference range</th>
            <th scope="col">Flag</th>
            <th scope="col">Status</th>
            <th scope="col">Observed</th>
          </tr>
        </thead>
        <tbody>
          {segments.map((segment) =>
            segment.id === 'OBX' ? (
              <ResultCells
                key={`OBX${segment.nth}`}
                row={readResult(segment, separators)}
                separators={separators}
              />
            ) : (
              <tr key={`NTE${segment.nth}`} className={styles['note']}>
                <td colSpan={7}>
                  Note: <ValueText raw={noteOf(segment, separators)} separators={separators} />
                </td>
              </tr>
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

function noteOf(segment: Segment, separators: Separators): string {
  return (
    (segment.fields[3] ?? '').replaceAll(separators.repetition, '\n') ||
    valueAt(segment, separators, 3)
  )
}

function ResultCells({ row, separators }: { row: ResultRow; separators: Separators }) {
  return (
    <tr>
      <th scope="row">
        {row.test}
        {row.code !== undefined && <span className={styles['code']}> {row.code}</span>}
        {row.subId !== undefined && <span className={styles['code']}> part {row.subId}</span>}
      </th>
      <td>
        <Values row={row} separators={separators} />
      </td>
      <td>{row.unit}</td>
      <td>{row.range}</td>
      <td>
        <span className={styles['flags']}>
          {row.flags.slice(0, REPETITIONS).map((flag, place) => {
            const key = `${place}`
            return <Flag key={key} flag={flag} />
          })}
          {row.flags.length > REPETITIONS && (
            <span>{row.flags.length - REPETITIONS} more flags: see the field below.</span>
          )}
        </span>
      </td>
      <td>{row.status}</td>
      <td>{row.time && <span title={row.time.raw}>{row.time.words}</span>}</td>
    </tr>
  )
}

function Flag({ flag }: { flag: ResultFlag }) {
  return (
    <Badge tone={TONES[flag.tone]}>
      {flag.sign !== '' && <span aria-hidden="true">{flag.sign}</span>}
      <span title={flag.code}>{flag.words}</span>
    </Badge>
  )
}

function Values({ row, separators }: { row: ResultRow; separators: Separators }) {
  const [limit, setLimit] = useState(REPETITIONS)
  const left = row.values.length - limit
  const shown = row.values.slice(0, limit).map((value, index) => {
    const key = `${row.key}-5[${index + 1}]`
    const name = `${row.test}, ${row.key}`
    switch (value.type) {
      case 'text':
        return (
          <div key={key} className={styles['value']}>
            {value.code === undefined && value.text.includes('\n') ? (
              <ValueText raw={value.raw} separators={separators} />
            ) : (
              <ValueText raw={value.text} separators={undefined} />
            )}
            {value.code !== undefined && <span className={styles['code']}> {value.code}</span>}
          </div>
        )
      case 'deleted':
        return (
          <em key={key} className={styles['deleted']}>
            Deleted value
          </em>
        )
      case 'document':
        return <EmbeddedFile key={key} file={value.document} name={name} />
      case 'pointer':
        return (
          <div key={key} className={styles['value']}>
            Kept elsewhere: <span className={styles['mono']}>{value.text}</span>
          </div>
        )
    }
  })
  return (
    <>
      {shown}
      {left > 0 && (
        <Button size="s" onClick={() => setLimit(limit + REPETITIONS * 4)}>
          Show more of the {left} values that follow
        </Button>
      )}
    </>
  )
}
