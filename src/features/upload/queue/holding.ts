import type { Again } from './item.ts'
import type { PausedBy, QueueState } from './queue-state.ts'

/** When something is tried again, and why nothing is started meanwhile. */

/** What a decision needs besides what happened. */
export interface Moment {
  /** Milliseconds since the epoch. */
  now: number
  /** From 0 to 1, so that many consoles that failed together do not come back together. */
  random: number
}

const FIRST_MS = 1_000
const LONGEST_MS = 5 * 60_000

/**
 * How long to wait after so many failures in a row: twice as long each time, between half of that and all of it.
 * @param tries from 1
 * @param afterMs what the server asked for: never less, and a little more so that not all come at that moment
 * @returns milliseconds
 */
export function backOff(tries: number, random: number, afterMs?: number): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries - 1, 20))
  const wait = Math.round(most / 2 + (most / 2) * random)
  return afterMs === undefined ? wait : Math.max(afterMs, 0) + Math.min(wait, FIRST_MS)
}

/** Attempts of one upload that fail while others succeed; then it is the user's. */
export const MOST_TRIES = 8

/** Whether it looks as if no upload could succeed now, so that one alone is tried. */
export function isProbing({ failuresInARow, slots }: QueueState): boolean {
  return failuresInARow >= slots
}

/** An attempt has failed for the moment. Where it is not the first in a row, or the server says when, all wait. */
export function withFailure(state: QueueState, again: Again, { now, random }: Moment): QueueState {
  if (again.kind === 'file') return state
  if (again.kind !== 'later') return withAnswer(state)
  // One of those that went together, or began before the rest: it says nothing new.
  const isKnown = isProbing(state) && (state.restsUntil ?? 0) > now
  if (isKnown && again.afterMs === undefined) return state
  const failuresInARow = state.failuresInARow + (isKnown ? 0 : 1)
  const next = { ...state, failuresInARow }
  if (!isProbing(next) && again.afterMs === undefined) return next
  const tries = Math.max(1, failuresInARow - state.slots + 1)
  const until = now + backOff(tries, random, again.afterMs)
  return { ...next, restsUntil: Math.max(until, state.restsUntil ?? 0) }
}

/** The server is there and has decided something: nothing waits for it any more. */
export function withAnswer(state: QueueState): QueueState {
  if (state.failuresInARow === 0 && !state.offline) return state
  return { ...state, failuresInARow: 0, offline: false }
}

/** The browser says that the network is gone, or back. */
export function withNetwork(state: QueueState, isThere: boolean, moment: Moment): QueueState {
  if (isThere) return { ...state, offline: false, failuresInARow: 0, restsUntil: undefined }
  const failuresInARow = Math.max(state.failuresInARow, state.slots)
  const until = moment.now + backOff(3, moment.random)
  return { ...state, offline: true, failuresInARow, restsUntil: until }
}

/** Why nothing new is started. */
export type Hold =
  | { kind: 'paused'; by: PausedBy }
  | { kind: 'token' }
  /** As `token`, and what is under way waits as well, and goes on by itself. */
  | { kind: 'sign-in' }
  /** `until`: when one is tried, in milliseconds since the epoch. */
  | { kind: 'offline'; until: number }
  | { kind: 'resting'; until: number }

/** @returns undefined where the next upload may start */
export function holdOf(state: QueueState): Hold | undefined {
  const { paused, awaitsToken, awaitsSignIn, offline, restsUntil } = state
  if (paused !== undefined) return { kind: 'paused', by: paused }
  if (awaitsToken) return { kind: 'token' }
  if (awaitsSignIn) return { kind: 'sign-in' }
  if (restsUntil === undefined) return undefined
  return { kind: offline ? 'offline' : 'resting', until: restsUntil }
}

/** "in 12 seconds": whole seconds below two minutes, then minutes. */
export function countdown(until: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((until - now) / 1000))
  if (seconds === 0) return 'now'
  if (seconds === 1) return 'in 1 second'
  return seconds < 120 ? `in ${seconds} seconds` : `in ${Math.ceil(seconds / 60)} minutes`
}

/** When the next of them is due, in milliseconds since the epoch; undefined where nothing rests. */
export function nextDue({ items, places, resting, restsUntil }: QueueState): number | undefined {
  const due = resting.flatMap((key) => {
    const state = items[places.get(key) ?? -1]?.state
    return state?.kind === 'resting' ? [state.until] : []
  })
  if (restsUntil !== undefined) due.push(restsUntil)
  return due.length === 0 ? undefined : Math.min(...due)
}
