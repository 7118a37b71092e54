/** Which files are marked, and where a range with Shift begins. */
export interface Marks {
  keys: ReadonlySet<string>
  anchor: string | undefined
}

export const NO_MARKS: Marks = { keys: new Set(), anchor: undefined }

export function toggleMark(marks: Marks, key: string): Marks {
  const keys = new Set(marks.keys)
  if (!keys.delete(key)) keys.add(key)
  return { keys, anchor: key }
}

/**
 * From the last one that was toggled to this one, all become what `key` becomes.
 * @param order the keys as they are listed
 */
export function markRange(marks: Marks, order: readonly string[], key: string): Marks {
  const [from, to] = [order.indexOf(marks.anchor ?? key), order.indexOf(key)]
  if (from === -1 || to === -1) return toggleMark(marks, key)
  const keys = new Set(marks.keys)
  const isMarking = !marks.keys.has(key)
  for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    if (isMarking) keys.add(one)
    else keys.delete(one)
  }
  return { keys, anchor: key }
}

/** All that are listed, or none of them where all are marked already. */
export function toggleAll(marks: Marks, order: readonly string[]): Marks {
  const keys = new Set(marks.keys)
  const areAll = order.every((key) => keys.has(key))
  for (const key of order) {
    if (areAll) keys.delete(key)
    else keys.add(key)
  }
  return { keys, anchor: undefined }
}
