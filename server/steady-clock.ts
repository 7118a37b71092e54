import { uptime } from 'node:os'
import type { Finding } from '#server/health/health.ts'
import { StoreUnavailable } from '#server/store/errors.ts'

interface ClockSources {
  /** What the machine says: milliseconds since 1970. */
  wall: () => number
  /** Milliseconds of a clock that nobody sets, which may stand still while the machine sleeps. */
  elapsed: () => number
  /** Milliseconds since the machine started, its sleep included. */
  awake: () => number
}

const SOURCES: ClockSources = {
  wall: () => Date.now(),
  elapsed: () => performance.now(),
  awake: () => uptime() * 1000,
}

const DAY = 86_400_000

/**
 * The time that is stamped. It never goes back, and a step of more than a day is not believed: who sets the clock of a
 * machine ten years ahead leaves versions that stay the newest for ten years. Until the clock is right again, or the server
 * is started anew, time goes on from what it was before the step.
 */
export class SteadyClock {
  readonly #sources: ClockSources
  readonly #last: number
  readonly #allows: boolean
  /** What was believed last. */
  #known: { wall: number; elapsed: number; slept: number }
  readonly #begun: { elapsed: number; awake: number }
  #issued = 0
  #step = 0

  /**
   * @param last the newest stamp there is, in milliseconds since 1970; 0 for none
   * @param allows whether steps ahead are believed
   */
  constructor(last: number, allows: boolean, sources: ClockSources = SOURCES) {
    const { wall, elapsed, awake } = sources
    this.#sources = sources
    this.#last = last
    this.#allows = allows
    this.#begun = { elapsed: elapsed(), awake: awake() }
    this.#known = { wall: wall(), elapsed: this.#begun.elapsed, slept: 0 }
    // A stamp of the far future was wrong, or the clock is now: what is stamped from now on is what it says.
    if (last <= this.#known.wall + DAY) this.#issued = last
  }

  now(): Date {
    this.#issued = Math.max(this.#issued, this.#believed())
    return new Date(this.#issued)
  }

  /** Whether it has not stepped further than is believed by itself. */
  get isSteady(): boolean {
    this.now()
    return this.#step === 0
  }

  /** What is wrong with the clock right now. */
  finding(): Finding {
    const now = this.now().getTime()
    const wall = this.#sources.wall()
    if (this.#step !== 0) {
      const way = this.#step > 0 ? 'ahead' : 'back'
      const reason =
        this.#allows && this.#step > 0
          ? `The clock went ${days(this.#step)} ahead, which the settings allow. Look whether it is right.`
          : `The clock went ${days(this.#step)} ${way}, which is not believed. Set it right, or restart the server.`
      return { kind: 'warning', reason }
    }
    const ahead = Math.max(this.#last, now) - wall
    if (ahead <= TOLERATED) return { kind: 'ok' }
    const reason = `The clock is ${days(ahead)} behind what was stamped before. Look whether it is right: new versions are stamped no earlier than those before.`
    return { kind: 'warning', reason }
  }

  #believed(): number {
    const { wall, elapsed, awake } = this.#sources
    const said = wall()
    const passed = elapsed()
    let { slept } = this.#known
    let expected = this.#known.wall + (passed - this.#known.elapsed)
    // Each sleep counts, or many short ones would be taken for a part of the next long one.
    if (Math.abs(said - expected) > TOLERATED) {
      slept = Math.max(awake() - this.#begun.awake - (passed - this.#begun.elapsed), slept)
      expected += slept - this.#known.slept
    }
    const step = said - expected
    const isAhead = said > Math.max(expected, this.#last) + DAY
    if (isAhead || step < -DAY) this.#step = step
    else if (!this.#allows) this.#step = 0
    if (step < -DAY || (isAhead && !this.#allows)) return expected
    this.#known = { wall: said, elapsed: passed, slept }
    return said
  }
}

/** Milliseconds that clocks are set back now and then. */
const TOLERATED = 60_000

/**
 * At the start: whether the clock can be believed after what was stamped before.
 * @param last the newest stamp, in milliseconds since 1970; 0 for none
 * @param mostDays that may have passed since
 * @throws StoreUnavailable with one line that says what to do
 */
export function checkClock(last: number, wall: number, mostDays: number): void {
  if (last === 0 || wall - last <= mostDays * DAY) return
  throw new StoreUnavailable(
    `The clock of this machine says ${instant(wall)}, ${days(wall - last)} after the last stamp in the data folder (${instant(last)}). Set it right. Where it is right, start once with BINNACLE_CLOCK_JUMP=allow.`,
  )
}

function instant(milliseconds: number): string {
  return new Date(milliseconds).toISOString()
}

function days(milliseconds: number): string {
  const abs = Math.abs(milliseconds)
  if (abs < DAY) return `${Math.max(Math.round(abs / 60_000), 1)} minutes`
  const whole = Math.floor(abs / DAY)
  return whole === 1 ? '1 day' : `${whole} days`
}
