/** How many bytes had gone at a time. */
export interface Sample {
  /** Milliseconds, of any one clock. */
  at: number
  loaded: number
}

/** Long enough for a steady figure, short enough to follow a changing network. */
const WINDOW_MS = 8_000

/** Adds a measurement, and drops those that are out of the window; the newest of each quarter second stays. */
export function withSample(samples: readonly Sample[], sample: Sample): Sample[] {
  const recent = samples.filter(({ at }) => at > sample.at - WINDOW_MS && at <= sample.at)
  const [first, ...rest] = recent
  if (!first) return [sample]
  const last = rest.at(-1)
  const before = rest.at(-2) ?? first
  // The last one is replaced until it is a quarter second away from the one before.
  const kept = last && last.at - before.at < 250 ? rest.slice(0, -1) : rest
  return [first, ...kept, sample]
}

/** Bytes a second over the window; `undefined` until half a second of it is known. */
export function speedOf(samples: readonly Sample[]): number | undefined {
  const [first] = samples
  const last = samples.at(-1)
  if (!first || !last || last.at - first.at < 500) return undefined
  return Math.max(0, ((last.loaded - first.loaded) / (last.at - first.at)) * 1000)
}

/** Seconds; `undefined` while nothing moves. */
export function timeLeft(left: number, speed: number | undefined): number | undefined {
  return speed === undefined || speed <= 0 ? undefined : left / speed
}

/** "about 40 seconds left", rounded so that it does not flicker. */
export function timeLeftWords(seconds: number): string {
  if (seconds < 5) return 'a few seconds left'
  if (seconds < 55) return `about ${Math.ceil(seconds / 5) * 5} seconds left`
  if (seconds < 3_300) return count(Math.ceil(seconds / 60), 'minute')
  return count(Math.ceil(seconds / 3600), 'hour')
}

function count(number: number, unit: string): string {
  return `about ${number} ${unit}${number === 1 ? '' : 's'} left`
}

/* How fast a whole batch goes, and how long it will still take: smoothed over time, so that neither figure jumps. */

/** A look at the batch at one moment. */
export interface BatchSample {
  /** Milliseconds, of a clock that never goes back. */
  at: number
  /** Bytes that have gone so far. */
  sent: number
  /** What has been done so far: bytes, and what each file costs whatever its size; see `totals.ts`. */
  done: number
  /** What is still to do, in the same measure. */
  left: number
}

export interface BatchPace {
  last: BatchSample
  /** Milliseconds that were watched. */
  watched: number
  /** Bytes a second, and work a second. Both begin at nothing and are read by `weight`, so that the first moments count in full. */
  bytes: number
  work: number
  /** From 0 to 1: how much of the averages is measured yet. */
  weight: number
  /** Seconds; `undefined` while nothing can be said. */
  timeLeft: number | undefined
}

/** Milliseconds after which a measurement counts for a third. */
const MEMORY = 8_000
/** The time left follows what the pace says, this slowly, and runs with the clock meanwhile. */
const FOLLOW = 4_000
/** Looks closer together than this are left out. */
const STEP = 200
/** Before that, nothing is said. */
const WARM_UP = 1_500
/** The machine slept, or the tab was held back: what was measured before says nothing now. */
const GAP = 15_000
/** Below this, nothing moves: bytes a second. */
const STILL = 16
/** Seconds; what would take two days is not known to the hour. */
const TOO_LONG = 172_800

/** @param pace `undefined` at the beginning, and after a pause */
export function withBatchSample(pace: BatchPace | undefined, sample: BatchSample): BatchPace {
  const passed = pace === undefined ? Number.NaN : sample.at - pace.last.at
  if (pace === undefined || !(passed >= 0) || passed > GAP) return begun(sample)
  if (passed < STEP) return pace
  const seconds = passed / 1000
  const kept = Math.exp(-passed / MEMORY)
  // A file that is sent anew takes back what it had sent: that is not a negative speed.
  const bytes = Math.max(0, sample.sent - pace.last.sent) / seconds
  const work = Math.max(0, sample.done - pace.last.done) / seconds
  const next = {
    last: sample,
    watched: pace.watched + passed,
    bytes: pace.bytes * kept + bytes * (1 - kept),
    work: pace.work * kept + work * (1 - kept),
    weight: pace.weight * kept + (1 - kept),
  }
  return { ...next, timeLeft: timeLeftOf(pace, next, seconds) }
}

function begun(last: BatchSample): BatchPace {
  return { last, watched: 0, bytes: 0, work: 0, weight: 0, timeLeft: undefined }
}

function timeLeftOf(
  before: BatchPace,
  { last, watched, work, weight }: Omit<BatchPace, 'timeLeft'>,
  seconds: number,
): number | undefined {
  if (last.left <= 0) return 0
  const rate = work / weight
  if (watched < WARM_UP || rate < STILL) return undefined
  const reckoned = last.left / rate
  const expected = before.timeLeft === undefined ? reckoned : before.timeLeft - seconds
  const followed = expected + (reckoned - expected) * (1 - Math.exp((-seconds * 1000) / FOLLOW))
  return followed > TOO_LONG ? undefined : Math.max(0, followed)
}

/** Bytes a second; `undefined` until it is known, and while nothing moves. */
export function batchSpeed(pace: BatchPace | undefined): number | undefined {
  if (pace === undefined || pace.watched < WARM_UP) return undefined
  const speed = pace.bytes / pace.weight
  return speed < STILL ? undefined : speed
}
