import { Badge } from '#ui/display/Badge.tsx'
import { threeWayRows, threeWayWords, type ThreeWayRow, type ThreeWays } from './three-ways.ts'
import styles from './edit.module.css'

/** What the stored version and mine changed, side by side, with a sentence about what becomes of the two. */
export function ThreeWaysTable(ways: ThreeWays) {
  const rows = threeWayRows(ways)
  if (rows.length === 0) return <p>The fields are the same in both, and so is the content.</p>
  const words = threeWayWords(ways, rows)
  return (
    <>
      {words !== undefined && <p>{words}</p>}
      {/* A scroller that is an item of the dialog's grid by itself would lose its height where the dialog overflows. */}
      <div>
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
              {rows.map((row) => (
                <tr key={row.label}>
                  <th scope="row">
                    {row.label} {row.clash && <Badge tone="warning">both changed</Badge>}
                  </th>
                  <td>{row.before ?? <em>not set</em>}</td>
                  <Cell cell={row.stored} />
                  <Cell cell={row.yours} />
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  )
}

function Cell({ cell }: { cell: ThreeWayRow['stored'] }) {
  return <td>{cell.kind === 'unchanged' ? <em>unchanged</em> : (cell.to ?? <em>removed</em>)}</td>
}
