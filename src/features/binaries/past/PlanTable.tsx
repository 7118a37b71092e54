import type { Then } from '#api/binaries/restoring/state-at.ts'
import type { BinaryState } from '#api/binaries/types.ts'
import type { BinaryRow } from '../list/rows.ts'
import { changeWords, planOf, type Found } from './plans.ts'
import styles from './past.module.css'

/** Nobody reads a table of ten thousand; what would change is always among the first. */
const LISTED = 500

const ORDER = { delete: 0, restore: 1, unknown: 2, absent: 3, already: 4 }

/** What would change, a row for each file. */
export function PlanTable(props: {
  rows: readonly BinaryRow[]
  found: ReadonlyMap<string, Found>
}) {
  const { rows, found } = props
  const planned = rows.flatMap((row) => {
    const one = found.get(row.id)
    return one === undefined ? [] : [{ row, one, plan: planOf(one) }]
  })
  const listed = planned
    .toSorted((one, other) => ORDER[one.plan.kind] - ORDER[other.plan.kind])
    .slice(0, LISTED)
  return (
    <div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- else a keyboard can't scroll it */}
      <div className={styles['scroll']} role="region" aria-label="What would change" tabIndex={0}>
        <table className={styles['table']}>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Now</th>
              <th scope="col">Then</th>
              <th scope="col">What would change</th>
            </tr>
          </thead>
          <tbody>
            {listed.map(({ row, one, plan }) => (
              <tr key={row.id} data-plan={plan.kind}>
                <th scope="row" title={row.id}>
                  <bdi>{row.label}</bdi>
                </th>
                <td>{one.kind === 'found' ? nowWords(one.past.now) : '—'}</td>
                <td>{one.kind === 'found' ? thenWords(one.past.was) : '—'}</td>
                <td>{changeWords(plan)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {planned.length > LISTED && <p>and {(planned.length - LISTED).toLocaleString()} more</p>}
    </div>
  )
}

function nowWords({ state, versionId }: BinaryState): string {
  if (state === 'deleted') return 'deleted'
  return versionId === undefined ? 'current version' : `version ${versionId}`
}

function thenWords(then: Then): string {
  switch (then.kind) {
    case 'live':
      return `version ${then.versionId}`
    case 'deleted':
      return 'deleted'
    case 'absent':
      return 'did not exist'
    case 'unknown':
      return 'not known'
  }
}
