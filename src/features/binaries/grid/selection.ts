/** Which rows are selected, and from where a range runs. */
export interface Selection {
  ids: ReadonlySet<string>
  /** Where the next range starts. */
  anchor: string | undefined
  /** What was selected before the range that is being drawn: the range may still shrink. */
  base: ReadonlySet<string>
  /** All rows were asked for at once, those too that are not loaded yet. */
  all: boolean
}

export const NOTHING_SELECTED: Selection = {
  ids: new Set(),
  anchor: undefined,
  base: new Set(),
  all: false,
}

export function toggleRow(selection: Selection, id: string): Selection {
  const ids = new Set(selection.ids)
  if (!ids.delete(id)) ids.add(id)
  return { ids, anchor: id, base: ids, all: false }
}

/**
 * From the anchor to `to`, both included, beside what was selected before.
 *
 * @param order ids as they stand, @param start the anchor where there is none yet, or none that still shows
 */
export function selectRange(
  selection: Selection,
  order: readonly { id: string }[],
  start: string,
  to: string,
): Selection {
  const place = (id: string) => order.findIndex((row) => row.id === id)
  const known = selection.anchor === undefined ? -1 : place(selection.anchor)
  const from = known === -1 ? place(start) : known
  const end = place(to)
  if (from === -1 || end === -1) return selection
  const ids = new Set(selection.base)
  const [first, last] = from < end ? [from, end] : [end, from]
  for (const row of order.slice(first, last + 1)) ids.add(row.id)
  return { ids, anchor: order[from]?.id, base: selection.base, all: false }
}

export function selectAll(order: readonly { id: string }[]): Selection {
  const ids = new Set(order.map(({ id }) => id))
  return { ids, anchor: undefined, base: ids, all: true }
}
