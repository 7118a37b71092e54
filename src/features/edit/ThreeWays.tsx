import { fieldChanges } from '#fhir/binary/field-changes.ts'
import type { Binary } from '#fhir/types.ts'
import styles from './edit.module.css'

/** The fields in which the stored version or mine differs from what both began with, side by side; without a base, in which they differ from each other. */
export function ThreeWays(props: {
  base: Binary | undefined
  remote: Binary
  mine: Binary | undefined
}) {
  const { base, remote, mine } = props
  const origin = base ?? remote
  const byRemote = base === undefined ? [] : fieldChanges(base, remote)
  const byMine = mine === undefined ? [] : fieldChanges(origin, mine)
  const labels = [...new Set([...byRemote, ...byMine].map(({ label }) => label))]
  if (labels.length === 0)
    return <p>The fields are the same in both; only the content or the version differs.</p>
  return (
    <div className={styles['scroll']}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Before</th>
            <th scope="col">Stored</th>
            <th scope="col">Yours</th>
          </tr>
        </thead>
        <tbody>
          {labels.map((label) => {
            const remoteChange = byRemote.find((one) => one.label === label)
            const myChange = byMine.find((one) => one.label === label)
            const before = (remoteChange ?? myChange)?.before
            return (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td>{before ?? <em>not set</em>}</td>
                <td>
                  {remoteChange === undefined ? (
                    <em>unchanged</em>
                  ) : (
                    (remoteChange.after ?? <em>removed</em>)
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
