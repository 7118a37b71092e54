import { changeWords, type Comparison } from '../changes.ts'
import { labelWords, sideWords, type ComparedOf } from '../compared-of.ts'

/** Changes of a text that is copied: as many as a message has room for. */
const COPIED = 50

/**
 * What is copied of a comparison: which contents, when they were saved, by whom and why, the sentence, the first changes, and
 * what is said beside them.
 */
export function summaryText(
  { summary, changes, total, remarks, notCompared }: Comparison,
  of: ComparedOf | undefined,
): string {
  const lines = changes.slice(0, COPIED).map((change) => `- ${changeWords(change)}`)
  const more = total > lines.length ? [`- and ${total - lines.length} more`] : []
  const notes = [...remarks.filter((remark) => remark !== summary), ...notCompared]
  return [...headLines(of), summary, ...lines, ...more, ...notes].join('\n')
}

/** The lines that say what is compared: for texts, files and paper that leave the page. */
function headLines(of: ComparedOf | undefined): string[] {
  if (of === undefined) return []
  const { left, right, warnings } = of
  const [one, other] = sideWords(of)
  const sides = [`${one}: ${labelWords(left)}`, `${other}: ${labelWords(right)}`]
  return [...(of.of === 'versions' ? [right.file] : []), ...sides, ...warnings]
}
