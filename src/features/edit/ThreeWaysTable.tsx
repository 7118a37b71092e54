import {
  CONTENT,
  type Decisions,
  type RestoreMerge,
} from '#api/binaries/restoring/merged-restore.ts'
import { SelectField } from '#ui/controls/SelectField.tsx'
import { Badge } from '#ui/display/Badge.tsx'
import {
  restoreRows,
  restoreWords,
  threeWayRows,
  threeWayWords,
  type ThreeWayRow,
  type ThreeWays,
} from './three-ways.ts'
import styles from './edit.module.css'

/** What the stored version and mine changed, side by side, with a sentence about what becomes of the two. */
export function ThreeWaysTable({
  restore,
  ...ways
}: ThreeWays & { restore?: Deciding | undefined }) {
  const rows = restore === undefined ? threeWayRows(ways) : restoreRows(ways, restore.merge)
  if (rows.length === 0) return <p>The fields are the same in both, and so is the content.</p>
  const words = restore === undefined ? threeWayWords(ways, rows) : restoreWords(restore.merge)
  const isDeciding = restore !== undefined && restore.merge.clashes.length > 0
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
                {isDeciding && <th scope="col">Saved</th>}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.label}>
                  <th scope="row">
                    {row.label} {row.clash && <Badge tone="warning">both changed</Badge>}
                  </th>
                  <td data-label="Before">{row.before ?? <em>not set</em>}</td>
                  <Cell label="Stored" cell={row.stored} />
                  <Cell label="Yours" cell={row.yours} />
                  {isDeciding && <Saved row={row} deciding={restore} />}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </div>
    </>
  )
}

/** A restore that can be merged, and what was decided so far. */
export interface Deciding {
  merge: RestoreMerge
  decisions: Decisions
  onDecide: (label: string, decision: Decisions[string] | undefined) => void
}

const CHOICES = [
  { value: 'open', label: 'Not decided' },
  { value: 'stored', label: 'Stored' },
  { value: 'yours', label: 'Yours' },
] as const

function Saved({ row, deciding }: { row: ThreeWayRow; deciding: Deciding }) {
  const { label, stored, yours, clash } = row
  if (!clash) {
    const isWithContent = label === 'Content type' && deciding.merge.clashes.includes(CONTENT)
    if (isWithContent) return <td data-label="Saved">with the content</td>
    const words = yours.kind === 'changed' && stored.kind === 'unchanged' ? 'yours' : 'stored'
    return <td data-label="Saved">{words}</td>
  }
  return (
    <td data-label="Saved">
      <SelectField
        label={`What is saved: ${label}`}
        hideLabel
        value={deciding.decisions[label] ?? 'open'}
        options={CHOICES}
        onChange={(value) => deciding.onDecide(label, value === 'open' ? undefined : value)}
      />
    </td>
  )
}

/** @param label on a narrow screen, where a row is a list */
function Cell({ label, cell }: { label: string; cell: ThreeWayRow['stored'] }) {
  return (
    <td data-label={label}>
      {cell.kind === 'unchanged' ? <em>unchanged</em> : (cell.to ?? <em>removed</em>)}
    </td>
  )
}
