import { assertNever } from '#lib/assert-never.ts'

/** How the renewal of one tab's token stands. Times in milliseconds since the epoch, by a clock that never stands still. */
export type Renewal =
  /** Nobody is signed in by the provider. */
  | { phase: 'none' }
  /** `dueAt`: when the next token is fetched; infinite where nothing says when this one ends. */
  | { phase: 'fresh'; since: number; dueAt: number }
  /** `failures`: in a row, before this one. `needed`: the server takes the token no longer. */
  | { phase: 'renewing'; failures: number; needed: boolean }
  /** The provider, or the connection, is away. */
  | { phase: 'waiting'; failures: number; needed: boolean; againAt: number }
  /** The provider wants to see the person. */
  | { phase: 'over' }

export type RenewalEvent =
  /** A token is here: of a sign-in, a renewal, or another tab. */
  | {
      type: 'given'
      now: number
      receivedAt: number
      expiresIn: number | undefined
      random: number
    }
  /** Signed out, locked, or another person. */
  | { type: 'gone' }
  | { type: 'time'; now: number }
  /** The server takes the token no longer. */
  | { type: 'refused-token'; now: number }
  /** Somebody wants it now, or the connection is back. */
  | { type: 'at-once' }
  | { type: 'failed'; now: number; random: number; why: 'away' | 'ask-anew' }

/**
 * A token that the server refuses so soon, before the next is due, is not refused for its age: another one would not help.
 * One that another tab hands over may be old already.
 */
const TOO_SOON = 5_000
const FIRST_WAIT = 1_000
const LONGEST_WAIT = 60_000

/**
 * What becomes of it. Who keeps the state begins a renewal when the phase becomes `renewing`, and only then: so there is
 * one at a time.
 * @param online a renewal does not begin without a connection
 */
export function renewalAfter(state: Renewal, event: RenewalEvent, online: boolean): Renewal {
  switch (event.type) {
    case 'given':
      return { phase: 'fresh', since: event.now, dueAt: dueAt(event) }
    case 'gone':
      return { phase: 'none' }
    case 'time': {
      const isDue =
        (state.phase === 'fresh' && event.now >= state.dueAt) ||
        (state.phase === 'waiting' && event.now >= state.againAt)
      return isDue && online ? renewing(state) : state
    }
    case 'refused-token':
      if (state.phase === 'renewing' || state.phase === 'waiting') return { ...state, needed: true }
      if (state.phase !== 'fresh') return state
      if (event.now - state.since < TOO_SOON && event.now < state.dueAt) return { phase: 'over' }
      return online
        ? { phase: 'renewing', failures: 0, needed: true }
        : { phase: 'waiting', failures: 0, needed: true, againAt: event.now }
    case 'at-once':
      return state.phase === 'waiting' && online ? renewing(state) : state
    case 'failed':
      if (state.phase !== 'renewing') return state
      if (event.why === 'ask-anew') return { phase: 'over' }
      return {
        phase: 'waiting',
        failures: state.failures + 1,
        needed: state.needed,
        againAt: event.now + waitAfter(state.failures + 1, event.random),
      }
    default:
      return assertNever(event)
  }
}

function renewing(state: Renewal): Renewal {
  const { failures, needed } = state.phase === 'waiting' ? state : { failures: 0, needed: false }
  return { phase: 'renewing', failures, needed }
}

/** A minute before the end, or a quarter of a short life; a little earlier by chance, so that not all come at once. */
function dueAt(given: Extract<RenewalEvent, { type: 'given' }>): number {
  if (given.expiresIn === undefined) return Infinity
  const life = given.expiresIn * 1000
  const chance = given.random * Math.min(30_000, life / 20)
  return given.receivedAt + life - Math.min(60_000, life / 4) - chance
}

/** Twice as long after each failure, half of it by chance. */
function waitAfter(failures: number, random: number): number {
  const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** (failures - 1))
  return longest * (0.5 + random / 2)
}
