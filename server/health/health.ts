import { inTime } from '#server/store/in-time.ts'
import type { Looked, Looks } from '#server/store/store.ts'

/** What `/readyz` names. */
export type CheckName = keyof Looks | 'folder' | 'space' | 'clock' | 'damage' | 'provider'

/** What a look came to. */
export type Finding = Looked

export const OK: Finding = { kind: 'ok' }

/** Looks at one thing, cheaply: it is asked as often as once a second. */
export type Check = () => Finding | Promise<Finding>

export interface HealthReport {
  /** Whether no check failed. */
  ready: boolean
  checks: Partial<Record<CheckName, Finding>>
}

/** What the parts of the server have to say about themselves. */
export class Health {
  readonly #checks: Partial<Record<CheckName, Check>>
  readonly #now: () => number
  #last: { at: number; report: Promise<HealthReport> } | undefined

  /** @param now milliseconds, of a clock that nobody sets */
  constructor(
    checks: Partial<Record<CheckName, Check>>,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now
    this.#checks = checks
  }

  /** All checks, looked at now or within the last second: whoever asks often costs nothing. It never rejects. */
  report(): Promise<HealthReport> {
    const now = this.#now()
    if (!this.#last || now - this.#last.at >= FRESH) this.#last = { at: now, report: this.#look() }
    return this.#last.report
  }

  async #look(): Promise<HealthReport> {
    const found = await Promise.all(
      Object.entries(this.#checks).map(
        async ([name, check]) => [name, await findingOf(check)] as const,
      ),
    )
    const ready = found.every(([, { kind }]) => kind !== 'failed')
    return { ready, checks: Object.fromEntries(found) }
  }
}

/** Milliseconds. */
const FRESH = 1000

/** A check that fails, or hangs as a disk can, has found something as well. */
async function findingOf(check: Check): Promise<Finding> {
  try {
    return await inTime(Promise.resolve(check()), PATIENCE, {
      kind: 'failed',
      reason: 'It does not answer within 5 seconds.',
    })
  } catch {
    return { kind: 'failed', reason: 'It can not be looked at.' }
  }
}

/** Milliseconds. */
const PATIENCE = 5000
