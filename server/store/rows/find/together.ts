/** Files by their sequences in the order of changes, as far as they are known. */
export interface Reached<File extends { sequence: number } = { sequence: number }> {
  files: File[]
  /** The sequence up to which all are named, where that is not the end of what was asked for. */
  until: number | undefined
}

/** What several lists name, each file once, as far as all of them are known, and at most as many as are asked for. */
export function together<File extends { sequence: number }>(
  lists: readonly Reached<File>[],
  { descending, limit }: { descending: boolean; limit: number },
): Reached<File> {
  const [only] = lists
  if (only && lists.length === 1) return only
  const inOrder = (one: number, other: number) => (descending ? other - one : one - other)
  const [nearest] = lists
    .flatMap(({ until }) => (until === undefined ? [] : [until]))
    .toSorted(inOrder)
  const all = new Map(lists.flatMap(({ files }) => files.map((file) => [file.sequence, file])))
  const known = [...all.values()]
    .filter(({ sequence }) => nearest === undefined || inOrder(sequence, nearest) <= 0)
    .toSorted((one, other) => inOrder(one.sequence, other.sequence))
  if (known.length <= limit) return { files: known, until: nearest }
  const files = known.slice(0, limit)
  return { files, until: files.at(-1)?.sequence }
}
