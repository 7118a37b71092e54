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
