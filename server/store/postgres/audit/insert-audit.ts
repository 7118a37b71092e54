import type { AuditRecord } from '../../audit.ts'
import { AUDIT_COLUMNS, toValues, type AuditRow } from '../../rows/audit-rows.ts'
import type { Queries } from '../database.ts'

/** Writes records with one statement. @returns their keys, in the same order */
export async function insertAudit(
  queries: Pick<Queries, 'many'>,
  records: readonly AuditRecord[],
): Promise<number[]> {
  if (records.length === 0) return []
  const rows = records.map(toValues)
  const columns = TYPES.map((_, column) => rows.map((row) => row[column] ?? null))
  const lists = TYPES.map((type, index) => `$${index + 1}::${type}[]`).join(', ')
  const keys = await queries.many<{ key: number }>(
    `insert into audit (${AUDIT_COLUMNS})
     select ${AUDIT_COLUMNS} from unnest(${lists}) with ordinality as one (${AUDIT_COLUMNS}, place)
     order by place returning key`,
    ...columns,
  )
  return keys.map(({ key }) => key)
}

/** Writes rows as they are, in the order of their keys. */
export async function insertAuditRows(
  { run }: Pick<Queries, 'run'>,
  rows: readonly AuditRow[],
): Promise<void> {
  const lists = TYPES.map((type, index) => `$${index + 2}::${type}[]`).join(', ')
  await run(
    `insert into audit (key, ${AUDIT_COLUMNS}) overriding system value
     select key, ${AUDIT_COLUMNS} from unnest($1::bigint[], ${lists}) as one (key, ${AUDIT_COLUMNS})
     order by key`,
    rows.map(({ key }) => key),
    ...COLUMNS.map((column) => rows.map((row) => row[column])),
  )
}

const COLUMNS = AUDIT_COLUMNS.split(', ') as (keyof AuditRow)[]

/** Of `AUDIT_COLUMNS`. */
const TYPES = [
  'bigint',
  'text',
  'text',
  'text',
  'text',
  'text',
  'text',
  'integer',
  'double precision',
  'bigint',
  'text',
  'text',
  'text',
]
