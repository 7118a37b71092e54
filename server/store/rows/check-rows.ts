import type { CheckReports, CheckRow, CheckState, FinishedCheck } from '../check/check.ts'
import type { ContentFault } from '../errors.ts'

/** A check that came to its end. */
export interface FinishedRow extends CheckRow {
  finished: number
  unneeded: number
  unneeded_bytes: number
  problem: string | null
}

export interface FaultCount {
  fault: ContentFault
  contents: number
}

export function stateOf(
  counts: readonly FaultCount[],
  { last, current }: { last: FinishedRow | undefined; current: CheckRow | undefined },
): CheckState {
  return {
    ...counted(counts),
    ...(last && { last: finishedOf(last) }),
    ...(current && { current: progressOf(current) }),
  }
}

/** @param found one more than the limit where there are more */
export function damageOf(
  counts: readonly FaultCount[],
  found: readonly FaultRow[],
  limit: number,
): Awaited<ReturnType<CheckReports['ofOrganization']>> {
  return {
    ...counted(counts),
    versions: found.slice(0, limit).map((one) => ({
      id: one.id,
      versionId: String(one.number),
      current: one.superseded === null,
      fault: one.fault,
      sha256: Buffer.from(one.sha256).toString('hex'),
      noticed: new Date(one.noticed).toISOString(),
    })),
    more: found.length > limit,
  }
}

/** A version whose content was found wrong. */
export interface FaultRow {
  id: string
  number: number
  superseded: number | null
  sha256: Uint8Array
  fault: ContentFault
  noticed: number
}

function counted(rows: readonly FaultCount[]): Record<ContentFault, number> {
  const of = (fault: ContentFault) => rows.find((one) => one.fault === fault)?.contents ?? 0
  return { damaged: of('damaged'), missing: of('missing') }
}

function progressOf({ started, contents, bytes }: CheckRow) {
  return { started: new Date(started).toISOString(), contents, bytes }
}

function finishedOf(row: FinishedRow): FinishedCheck {
  return {
    ...progressOf(row),
    finished: new Date(row.finished).toISOString(),
    unneeded: { contents: row.unneeded, bytes: row.unneeded_bytes },
    ...(row.problem !== null && { database: row.problem }),
  }
}
