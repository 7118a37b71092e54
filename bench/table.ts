/** Prints a table in plain text: the first column to the left, figures to the right, remarks below. */
export function printTable(
  title: string,
  head: readonly string[],
  rows: readonly (readonly string[])[],
  remarks: readonly string[] = [],
): void {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]) =>
    widths
      .map((width, column) => {
        const cell = row[column] ?? ''
        return column === 0 ? cell.padEnd(width) : cell.padStart(width)
      })
      .join('  ')
      .trimEnd()
  console.log(`\n${title}\n`)
  console.log(line(head))
  console.log(widths.map((width) => '─'.repeat(width)).join('  '))
  for (const row of rows) console.log(line(row))
  for (const remark of remarks) console.log(`\n${remark}`)
}

/** Three digits that count: "0.412 ms", "38.1 ms", "2.31 s". */
export function duration(milliseconds: number): string {
  return milliseconds < 1000 ? `${three(milliseconds)} ms` : `${three(milliseconds / 1000)} s`
}

export function ratio(value: number): string {
  return value.toFixed(2)
}

export function mib(bytes: number): string {
  return `${Math.round(bytes / 1024 ** 2)} MiB`
}

function three(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : value >= 1 ? 2 : 3)
}
