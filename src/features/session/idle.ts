/** How long before the lock the warning comes. */
const WARNING_MS = 60_000

export type IdlePhase =
  /** `checkInMs`: nothing can change before. */
  { phase: 'active'; checkInMs: number } | { phase: 'warning'; lockAt: number } | { phase: 'over' }

/**
 * How close a session is to its lock, from wall-clock times alone: timers stop while a machine sleeps, clocks do not.
 *
 * @param lastActivity and `now`, in milliseconds since the epoch; a clock set back counts as activity just now
 * @param idleMs time without activity until the lock; the warning lasts at most half of it
 */
export function idlePhase(lastActivity: number, now: number, idleMs: number): IdlePhase {
  const since = Math.max(0, now - lastActivity)
  if (since >= idleMs) return { phase: 'over' }
  const warnAfter = idleMs - Math.min(WARNING_MS, idleMs / 2)
  if (since >= warnAfter) return { phase: 'warning', lockAt: now - since + idleMs }
  return { phase: 'active', checkInMs: warnAfter - since }
}
