import type { Dicom } from './use-dicom.ts'
import documentStyles from '../parts/document.module.css'

/** What the object says of itself, without the patient's data. */
export function ObjectFacts({ dicom }: { dicom: Pick<Dicom, 'summary'> }) {
  const { facts, title } = dicom.summary
  return (
    <dl className={documentStyles['facts']}>
      {[{ label: 'Kind', value: title }, ...facts].map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}
