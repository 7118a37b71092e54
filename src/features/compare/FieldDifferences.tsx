import { fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import styles from './compare.module.css'

/** Region "Field differences": each field that changed, before and after, in plain words. */
export function FieldDifferences(props: {
  before: Binary
  after: Binary
  /** Of the columns: "Before" and "After" unless none is the older one. */
  heads?: readonly [left: string, right: string]
}) {
  const [left, right] = props.heads ?? ['Before', 'After']
  const changes = fieldChanges(props.before, props.after)
  return (
    <section aria-label="Field differences" className={styles['region']}>
      <h2>Fields</h2>
      {changes.length === 0 ? (
        <p>All fields are the same.</p>
      ) : (
        <table className={styles['fields']}>
          <thead>
            <tr>
              <th scope="col">Field</th>
              <th scope="col">{left}</th>
              <th scope="col">{right}</th>
            </tr>
          </thead>
          <tbody>
            {changes.map(({ label, before, after }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{before === undefined ? <em>not set</em> : <del>{before}</del>}</td>
                <td>{after === undefined ? <em>not set</em> : <ins>{after}</ins>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
