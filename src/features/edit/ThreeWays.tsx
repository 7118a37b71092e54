import { fieldChanges } from '#fhir/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import styles from './edit.module.css'

/** The fields in which theirs or mine left the common base, side by side. Without a base the two are held against each other. */
export function ThreeWays(props: {
  base: Binary | undefined
  theirs: Binary
  mine: Binary | undefined
}) {
  const { base, theirs, mine } = props
  const origin = base ?? theirs
  const byTheirs = base === undefined ? [] : fieldChanges(base, theirs)
  const byMine = mine === undefined ? [] : fieldChanges(origin, mine)
  const labels = [...new Set([...byTheirs, ...byMine].map(({ label }) => label))]
  if (labels.length === 0)
    return <p>The fields are the same in both; only the content or the version differs.</p>
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">Theirs</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => {
            const theirChange = byTheirs.find((one) => one.label === label)
            const myChange = byMine.find((one) => one.label === label)
            const before = (theirChange ?? myChange)?.before
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{before ?? <em>not set</em>}</td>
                <td>
                  {theirChange === undefined ? (
                    <em>unchanged</em>
                  ) : (
                    (theirChange.after ?? <em>removed</em>)
                  )}
                </td>
                <td>
                  {myChange === undefined ? (
                    <em>unchanged</em>
                  ) : (
                    (myChange.after ?? <em>removed</em>)
                  )}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
