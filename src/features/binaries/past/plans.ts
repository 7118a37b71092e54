/** What a dry run of "restore to a point in time" found, as values and as words. */
import type { Past } from '#api/binaries/restoring/past.ts'
import type { PastPlan } from '#api/binaries/restoring/state-at.ts'
import { explainError } from '#api/transport/explain-error.ts'
import type { BinaryRow } from '../list/rows.ts'

/** One row's past, or why it could not be found out. */
export type Found = { kind: 'found'; past: Past } | { kind: 'failed'; error: unknown }

/**
 * Looks up the past of each row, a few at a time; one that fails holds up none of the others.
 * @param tell called with the number of those that are done
 * @throws the signal's reason
 */
export async function findAll(
  rows: readonly BinaryRow[],
  find: (row: BinaryRow, signal: AbortSignal) => Promise<Past>,
  tell: (done: number) => void,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Found>> {
  const found = new Map<string, Found>()
  const queue = rows.values()
  const work = async () => {
    for (const row of queue) {
      signal.throwIfAborted()
      try {
        found.set(row.id, { kind: 'found', past: await find(row, signal) })
      } catch (error) {
        signal.throwIfAborted()
        found.set(row.id, { kind: 'failed', error })
      }
      tell(found.size)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

const AT_ONCE = 4

/** What is to be done with each row; one that failed is left alone. Deletions only where they are wanted. */
export function plansOf(
  found: ReadonlyMap<string, Found>,
  withDeletions: boolean,
): ReadonlyMap<string, PastPlan> {
  const plans = new Map<string, PastPlan>()
  for (const [id, one] of found) {
    const plan = planOf(one)
    if (plan.kind !== 'delete' || withDeletions) plans.set(id, plan)
  }
  return plans
}

export function planOf(found: Found): PastPlan {
  if (found.kind === 'found') return found.past.plan
  return { kind: 'unknown', why: `${explainError(found.error).title}.` }
}

/** How many would be changed by each kind of plan. */
export function countPlans(plans: Iterable<PastPlan>): Record<PastPlan['kind'], number> {
  const counts = { restore: 0, delete: 0, already: 0, absent: 0, unknown: 0 }
  for (const { kind } of plans) counts[kind] += 1
  return counts
}

/** What would change, for the table. */
export function changeWords(plan: PastPlan): string {
  switch (plan.kind) {
    case 'restore':
      return restoreWords(plan)
    case 'delete':
      return 'It was deleted then'
    case 'already':
      return plan.wasDeleted ? 'Nothing: it was deleted then too' : 'Nothing: it is as it was'
    case 'absent':
      return 'Nothing: it did not exist then'
    case 'unknown':
      return `Not known. ${plan.why}`
  }
}

function restoreWords({ replaces, content, fields }: PastPlan & { kind: 'restore' }): string {
  if (replaces.state === 'deleted') return 'Comes back: it is deleted now'
  if (fields === undefined) return 'Content and fields may change'
  const bytes =
    content === 'same' ? [] : [content === 'different' ? 'content' : 'content, as far as is known']
  const parts = [...bytes, ...fields.map((label) => label.toLowerCase())]
  const words = parts.join(', ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/**
 * The instant of a date and time in the reader's own zone (`2026-05-03T10:00`), in milliseconds since 1970, or what is
 * wrong with it.
 */
export function instantOf(typed: string, now: number): number | string {
  const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(typed)
    ? new Date(typed).getTime()
    : Number.NaN
  if (Number.isNaN(instant)) return 'Choose a date and a time.'
  return instant > now ? 'That is in the future. Choose a time that has passed.' : instant
}
