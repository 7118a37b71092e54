import { createStore } from '#ui/store.ts'

/** The order of the list that was on the screen last, by ids alone: a page of one file goes on from it. */
export interface ListOrder {
  org: string
  ids: readonly string[]
  /** Whether the server has more than was loaded. */
  hasMore: boolean
}

export const listOrder = createStore<ListOrder | undefined>(undefined)

/** Where a file stands in the list. */
export interface Neighbours {
  /** From 1. */
  place: number
  count: number
  hasMore: boolean
  previous: string | undefined
  next: string | undefined
}

/** @returns `undefined` where the list that was shown last does not have the file */
export function neighboursOf(
  order: ListOrder | undefined,
  org: string,
  id: string,
): Neighbours | undefined {
  const at = order?.org === org ? order.ids.indexOf(id) : -1
  if (order === undefined || at < 0) return undefined
  const { ids, hasMore } = order
  return { place: at + 1, count: ids.length, hasMore, previous: ids[at - 1], next: ids[at + 1] }
}
