import { createElement, useState } from 'react'
import type { Report, ReportLine } from '#formats/dicom/objects/read-report.ts'
import { cx } from '#ui/cx.ts'
import { useNearView } from '#ui/use-near-view.ts'
import { ObjectFacts } from './ObjectFacts.tsx'
import type { Dicom } from './use-dicom.ts'
import documentStyles from '../parts/document.module.css'
import styles from './dicom.module.css'

/** Lines that are drawn at once, and added when the end comes near. */
const STEP = 300

/** A structured report as its text: headings, and each value by what it is about, with its unit and its codes. */
export function ReportView({ dicom, report }: { dicom: Dicom; report: Report }) {
  const [count, setCount] = useState(STEP)
  const more = count < report.lines.length
  const end = useNearView<HTMLDivElement>(more, () => setCount(count + STEP))
  return (
    <div className={documentStyles['scroller']}>
      <section className={documentStyles['card']} aria-label="About this report">
        <h2>{report.title}</h2>
        <ObjectFacts dicom={dicom} />
        {report.status.length > 0 && (
          <ul className={styles['status']} aria-label="Status">
            {report.status.map((words) => (
              <li key={words}>{words}</li>
            ))}
          </ul>
        )}
      </section>
      <article className={styles['report']} aria-label={report.title}>
        {report.lines.length === 0 && <p>The report holds no content.</p>}
        {report.lines.slice(0, count).map((line) => (
          <Line key={line.number} line={line} />
        ))}
        {more && <div ref={end}>…</div>}
      </article>
    </div>
  )
}

function Line({ line }: { line: ReportLine }) {
  const { depth, concept, relation, value, codes, isHeading, number } = line
  const style = { paddingInlineStart: `${Math.min(depth, 12) * 1.25}rem` }
  const note = codes.length > 0 && <span className={styles['codes']}>{codes.join('; ')}</span>
  if (isHeading) {
    return createElement(
      `h${Math.min(6, depth + 3)}`,
      { style, className: styles['reportHead'] },
      concept ?? 'Section',
      ' ',
      note,
    )
  }
  return (
    <p
      style={style}
      className={cx(styles['reportLine'], relation !== undefined && styles['lesser'])}
    >
      <span className={styles['number']}>{number}</span>
      <span>
        {relation !== undefined && <span className={styles['relation']}>{relation} </span>}
        {concept !== undefined && <strong>{concept}: </strong>}
        <span className={styles['reportValue']}>{value ?? 'No value'}</span> {note}
      </span>
    </p>
  )
}
