import type { BinaryState } from './types.ts'

/** What was written, by id; `undefined` where the state is not known. */
export type WrittenStates = ReadonlyMap<string, BinaryState | undefined>

export interface Refresher {
  add: (org: string, id: string, state: BinaryState | undefined) => void
  /** Tells at once what is still gathered. */
  flush: () => void
}

/** Milliseconds. */
const GATHER = 2000

/**
 * Gathers what is written one after the other: the first one is told at once, those that follow together every two
 * seconds. The lists and histories of an organization are then asked for once, and not once for every file.
 */
export function createRefresher(tell: (org: string, states: WrittenStates) => void): Refresher {
  const gathered = new Map<string, Map<string, BinaryState | undefined>>()
  let timer: ReturnType<typeof setTimeout> | undefined
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    const due = [...gathered]
    gathered.clear()
    for (const [org, states] of due) tell(org, states)
    return due.length > 0
  }
  const wait = () => {
    timer = setTimeout(() => {
      timer = undefined
      if (gathered.size > 0 && flush()) wait()
    }, GATHER)
  }
  return {
    add(org, id, state) {
      const states = gathered.get(org) ?? new Map<string, BinaryState | undefined>()
      gathered.set(org, states.set(id, state))
      if (timer !== undefined) return
      flush()
      wait()
    },
    flush,
  }
}
