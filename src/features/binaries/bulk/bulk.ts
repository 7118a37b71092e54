/** The same change to many Binaries, one result for each. */
import type { PatchOperation } from '#fhir/types.ts'
import { languageProblem, referenceProblem } from '#fhir/validate.ts'
import type { BinaryRow } from '../list/rows.ts'

export type BulkAction =
  | { kind: 'remove' }
  /** Empty takes it away. */
  | { kind: 'language'; value: string }
  /** A reference; empty takes it away. */
  | { kind: 'securityContext'; value: string }

export type RowResult =
  | { state: 'waiting' }
  | { state: 'running' }
  | { state: 'done' }
  /** It was so before: nothing was sent. */
  | { state: 'unchanged' }
  | { state: 'failed'; error: unknown }
  /** The reader stopped before its turn. */
  | { state: 'stopped' }

export type BulkResults = ReadonlyMap<string, RowResult>

/**
 * Runs `act` for each row, a few at a time. One that fails holds up none of the others; once `signal` is aborted no
 * further one begins, while those under way are waited for: what was sent is done.
 *
 * @param onChange told after each step; `results` is the same map all along
 * @returns every row's result, when all have theirs
 */
export async function runBulk(
  rows: readonly BinaryRow[],
  act: (row: BinaryRow) => Promise<'done' | 'unchanged'>,
  onChange: (results: BulkResults) => void,
  signal: AbortSignal,
): Promise<BulkResults> {
  const results = new Map<string, RowResult>(rows.map(({ id }) => [id, { state: 'waiting' }]))
  const set = (id: string, result: RowResult) => {
    results.set(id, result)
    onChange(results)
  }
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) {
      if (signal.aborted) {
        set(row.id, { state: 'stopped' })
        continue
      }
      set(row.id, { state: 'running' })
      try {
        set(row.id, { state: await act(row) })
      } catch (error) {
        set(row.id, { state: 'failed', error })
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

/** What to send for a row; an empty patch where it is so already. `add` also replaces (RFC 6902 §4.1). */
export function patchFor(
  row: BinaryRow,
  action: Exclude<BulkAction, { kind: 'remove' }>,
): PatchOperation[] {
  const { kind, value } = action
  const before = kind === 'language' ? row.binary.language : row.binary.securityContext?.reference
  if ((before ?? '') === value && !(value === '' && row.binary[kind] !== undefined)) return []
  if (value === '') return [{ op: 'remove', path: `/${kind}` }]
  return [
    { op: 'add', path: `/${kind}`, value: kind === 'language' ? value : { reference: value } },
  ]
}

/** Whether it can be sent at all. @returns what is wrong with it otherwise */
export function checkValue(action: Exclude<BulkAction, { kind: 'remove' }>): true | string {
  const { kind, value } = action
  if (value === '') return true
  return (kind === 'language' ? languageProblem(value) : referenceProblem(value)) ?? true
}

/** Enough to keep a connection busy, few enough to leave the server to others. */
const AT_ONCE = 4
