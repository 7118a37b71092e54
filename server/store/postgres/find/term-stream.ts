import { StoreBusy } from '../../errors.ts'
import type { Reached } from '../../rows/find/together.ts'
import type { Queries } from '../database.ts'
import { adaptive, type LookedThrough, type Stream } from './adaptive.ts'
import { termsQuery } from './file-terms.ts'

/**
 * What a search asks: `brief` ends what takes too long, so that another way can be tried.
 */
export interface FindQueries extends Pick<Queries, 'many' | 'one'> {
  brief: Queries['one']
}

/** Files that have the terms of an expression. */
export function openTermStream(
  queries: FindQueries,
  organization: number,
  expression: string,
): Stream<{ sequence: number }> {
  const query = termsQuery(organization, expression)
  return adaptive({
    expected: async () => {
      const rows = await expectedRows(queries, COUNTED, organization, query)
      return rows > MOST_FOUND ? Infinity : rows
    },
    first: 500,
    most: 20_000,
    look: async ({ low, high, descending, limit }, files) => {
      const sql = descending ? LOOK.newest : LOOK.oldest
      const row = await queries.one<LookedRow>(sql, organization, low, high, query, files)
      return lookedOf(row, { files, limit })
    },
    find: async ({ low, high, descending, limit }) => {
      const sql = descending ? FIND.newest : FIND.oldest
      const row = await unlessSlow(() =>
        queries.brief<FoundRow>(sql, organization, low, high, query, limit, MOST_FOUND + 1),
      )
      return row && row.found <= MOST_FOUND ? foundOf(row, limit) : undefined
    },
  })
}

/** For its plan. */
const COUNTED = 'select 1 from file where organization = $1 and terms @@ $2::tsquery'

/** How many rows a question would answer, as the engine guesses by its samples of the table. */
export async function expectedRows(
  queries: Pick<Queries, 'one'>,
  sql: string,
  ...values: Parameters<Queries['one']> extends [string, ...infer Values] ? Values : never
): Promise<number> {
  const explained = await queries.one<{ 'QUERY PLAN': [{ Plan: { 'Plan Rows': number } }] }>(
    `explain (format json) ${sql}`,
    ...values,
  )
  return explained?.['QUERY PLAN'][0].Plan['Plan Rows'] ?? 0
}

/** Files that the index of terms may name in one go; of more, one is met soon anyway. */
const MOST_FOUND = 250_000

interface LookedRow {
  looked: number
  last: number | null
  sequences: string[] | null
}

function lookedOf(
  row: LookedRow | undefined,
  { files, limit }: { files: number; limit: number },
): LookedThrough<{ sequence: number }> {
  const { looked, last, sequences } = row ?? { looked: 0, last: null, sequences: null }
  const all = (sequences ?? []).map((text) => ({ sequence: Number(text) }))
  if (all.length > limit) {
    const some = all.slice(0, limit)
    return { files: some, until: some.at(-1)?.sequence, looked }
  }
  return { files: all, until: looked < files ? undefined : (last ?? undefined), looked }
}

interface FoundRow {
  found: number
  sequences: string[] | null
}

function foundOf({ sequences }: FoundRow, limit: number): Reached {
  const files = (sequences ?? []).map((text) => ({ sequence: Number(text) }))
  return { files, until: files.length < limit ? undefined : files.at(-1)?.sequence }
}

/** @returns `undefined` where it took too long */
export async function unlessSlow<Result>(ask: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof StoreBusy) return undefined
    throw error
  }
}

const inOrders = (sql: (order: 'asc' | 'desc', last: 'min' | 'max') => string) => ({
  newest: sql('desc', 'min'),
  oldest: sql('asc', 'max'),
})

/** The files themselves, in their order; `offset 0` keeps the index of terms out of it. */
const LOOK = inOrders(
  (order, last) => `
  select count(*) as looked, ${last}(sequence) as last,
    array_agg(sequence order by sequence ${order}) filter (where terms @@ $4::tsquery) as sequences
  from (select sequence, terms from file
    where organization = $1 and sequence between $2 and $3
    order by sequence ${order} limit $5 offset 0) as looked_at`,
)

/** Only by the index of terms: sums are not in the other ones. The terms name the organization. */
const FIND = inOrders(
  (order) => `
  with found as materialized (
    select sequence from file
    where terms @@ $4::tsquery and organization + 0 = $1 and sequence + 0 between $2 and $3
    limit $6)
  select (select count(*) from found) as found,
    array(select sequence from found order by sequence ${order} limit $5) as sequences`,
)
