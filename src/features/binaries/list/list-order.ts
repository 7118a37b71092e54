import { createStore } from '#ui/store.ts'

/** What is kept of a file of the list: nothing that says whose it is. */
export interface ListedFile {
  id: string
  /** Empty where the server names none. */
  version: string
  /** Bytes. */
  size: number | undefined
}

/** The order of the list that was on the screen last: a page of one file goes on from it. */
export interface ListOrder {
  org: string
  files: readonly ListedFile[]
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
  previous: ListedFile | undefined
  next: ListedFile | undefined
}

/** @returns `undefined` where the list that was shown last does not have the file */
export function neighboursOf(
  order: ListOrder | undefined,
  org: string,
  id: string,
): Neighbours | undefined {
  const at = order?.org === org ? order.files.findIndex((file) => file.id === id) : -1
  if (order === undefined || at < 0) return undefined
  const { files, hasMore } = order
  const [previous, next] = [files[at - 1], files[at + 1]]
  return { place: at + 1, count: files.length, hasMore, previous, next }
}
