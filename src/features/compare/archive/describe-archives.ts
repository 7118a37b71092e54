import { formatBytes } from '#lib/format.ts'
import { counted, gatherChanges, listed, type Comparison } from '../changes.ts'
import type { EntryPair } from './compare-entries.ts'
import type { ListedEntry } from './list-archive.ts'

/** One line of the list of entries. Cloneable. */
export interface EntryLine {
  pair: EntryPair
  /** Where it was, if that is elsewhere. */
  pathBefore: string | undefined
  sizeBefore: number | undefined
  sizeAfter: number | undefined
}

export interface ArchiveComparison extends Comparison {
  /** Those that are not the same, in the order of their paths. */
  lines: readonly EntryLine[]
  same: number
}

/** Lines that are kept. */
const MOST_LINES = 20_000

export function describeArchives(
  left: readonly ListedEntry[],
  right: readonly ListedEntry[],
  pairs: readonly EntryPair[],
): ArchiveComparison {
  const lines = pairs
    .filter(({ kind }) => kind !== 'same')
    .map((pair): EntryLine => {
      const before = pair.kind === 'added' ? undefined : left[pair.left]
      const after = pair.kind === 'removed' ? undefined : right[pair.right]
      const pathBefore = pair.kind === 'moved' ? before?.path : undefined
      return { pair, pathBefore, sizeBefore: before?.size, sizeAfter: after?.size }
    })
    .toSorted((one, other) =>
      one.pair.path < other.pair.path ? -1 : one.pair.path > other.pair.path ? 1 : 0,
    )
  const { add, list } = gatherChanges()
  for (const [index, line] of lines.entries()) addLine(add, line, index)
  const count = (kind: EntryPair['kind']) => pairs.filter((pair) => pair.kind === kind).length
  const kinds = (['changed', 'added', 'removed', 'moved'] as const).filter(
    (kind) => count(kind) > 0,
  )
  const unclear = lines.filter(({ pair }) => pair.kind === 'unclear')
  const words = kinds.map((kind, index) =>
    index === 0
      ? `${counted(count(kind), 'entry', 'entries')} ${kind}`
      : `${count(kind).toLocaleString('en')} ${kind}`,
  )
  const same = count('same')
  return {
    ...list(),
    summary:
      kinds.length > 0
        ? `${listed(words)}; ${counted(same, 'entry', 'entries')} the same.`
        : unclear.length > 0
          ? `No entry is known to differ; ${counted(same, 'entry', 'entries')} the same.`
          : 'All entries are the same.',
    notCompared: [
      ...unclear
        .slice(0, 5)
        .map(
          ({ pair }) =>
            `“${pair.path}” could not be compared: ${pair.kind === 'unclear' ? pair.why : ''}`,
        ),
      ...(unclear.length > 5 ? [`${unclear.length - 5} more entries could not be compared.`] : []),
      ...(lines.length > MOST_LINES
        ? [`Only the first ${MOST_LINES.toLocaleString('en')} entries that differ are listed.`]
        : []),
    ],
    remarks:
      kinds.length === 0 && unclear.length === 0
        ? [
            'The archives differ in times, order, comments, how they are packed, or in what belongs to no entry.',
          ]
        : [],
    lines: lines.slice(0, MOST_LINES),
    same,
  }
}

function addLine(
  add: ReturnType<typeof gatherChanges>['add'],
  line: EntryLine,
  index: number,
): void {
  const { pair, pathBefore, sizeBefore, sizeAfter } = line
  const place = { label: pair.path, path: '', anchor: String(index) }
  const size = (bytes: number | undefined) => (bytes === undefined ? '' : formatBytes(bytes, 'en'))
  switch (pair.kind) {
    case 'added':
      return add({ ...place, kind: 'added', after: size(sizeAfter) })
    case 'removed':
      return add({ ...place, kind: 'removed', before: size(sizeBefore) })
    case 'moved':
      return add({ ...place, kind: 'moved', before: pathBefore ?? '', after: pair.path })
    case 'changed':
      return add({ ...place, kind: 'changed', before: size(sizeBefore), after: size(sizeAfter) })
    case 'same':
    case 'unclear':
      return undefined
  }
}
