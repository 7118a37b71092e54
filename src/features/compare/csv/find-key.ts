import type { ColumnPair } from './match-columns.ts'

/** The cells of one side: row → column → text. */
export type CellReader = (row: number, column: number) => string

/** Names of columns that say what or whom a row is about. */
const ABOUT =
  /(?:^|[^\p{L}])(?:id|ids|uuid|key|mrn|pid|nr|no|number|code|loinc|snomed|icd|atc|patient|name|test|analyte|parameter|drug|medication)(?:$|[^\p{L}])/iu

/** Whether rows that differ in a column are about different things. */
export function isIdentity({ name }: ColumnPair): boolean {
  return ABOUT.test(spaced(name))
}

/** Columns in which two rows of one key must agree: a number of a row may have gone to another patient or test. */
const STRICT =
  /(?:^|[^\p{L}])(?:patient|mrn|pid|subject|person|code|loinc|snomed|icd|atc|test|analyte|parameter|drug|medication)(?:$|[^\p{L}])/iu

export function isStrict({ name }: ColumnPair): boolean {
  return STRICT.test(spaced(name))
}

/** "patientId" as "patient Id". */
function spaced(name: string): string {
  return name.replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2').replaceAll('_', ' ')
}

/** Columns that are tried together, "patient" with "code" with "date". */
const TOGETHER = 4

/**
 * The columns by which a row is found again: the first of those that name something in which no value stands twice on either
 * side, else several of them together; none where there are none. At least a third of the shorter side must be on the other.
 */
export function findKey(
  columns: readonly ColumnPair[],
  left: { rows: readonly number[]; cell: CellReader },
  right: { rows: readonly number[]; cell: CellReader },
): ColumnPair[] | undefined {
  const shared = columns.filter((column) => column.left >= 0 && column.right >= 0)
  const named = shared.filter(isIdentity)
  for (const column of named) if (isKey([column], left, right)) return [column]
  const dates = shared.filter(({ name }) => /date|time|when|day|datum|zeit/i.test(name))
  const several = [...named, ...dates].slice(0, TOGETHER)
  for (let count = 2; count <= several.length; count += 1) {
    const chosen = several.slice(0, count)
    if (isKey(chosen, left, right)) return chosen
  }
  // Where nothing says what a row is about, all are about the same: a time tells them apart.
  const date = named.length > 0 ? undefined : dates.find((one) => isKey([one], left, right))
  return date === undefined ? undefined : [date]
}

function isKey(
  columns: readonly ColumnPair[],
  left: { rows: readonly number[]; cell: CellReader },
  right: { rows: readonly number[]; cell: CellReader },
): boolean {
  const lefts = new Set<string>()
  for (const row of left.rows) {
    const key = keyOf(columns, 'left', row, left.cell)
    if (key === undefined || lefts.has(key)) return false
    lefts.add(key)
  }
  const rights = new Set<string>()
  let found = 0
  for (const row of right.rows) {
    const key = keyOf(columns, 'right', row, right.cell)
    if (key === undefined || rights.has(key)) return false
    rights.add(key)
    if (lefts.has(key)) found += 1
  }
  return found * 3 >= Math.min(lefts.size, rights.size)
}

/** @returns `undefined` where a cell of it is empty */
export function keyOf(
  columns: readonly ColumnPair[],
  side: 'left' | 'right',
  row: number,
  cell: CellReader,
): string | undefined {
  let key = ''
  for (const column of columns) {
    const text = cell(row, column[side]).trim()
    if (text === '') return undefined
    key += `${text}\u0000`
  }
  return key
}
