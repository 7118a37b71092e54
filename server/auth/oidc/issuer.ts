import type { Looked } from '#server/store/store.ts'
import { ProviderAway } from '../authenticate.ts'
import { discover, fetchKeys, type Endpoints, type Keys } from './discovery.ts'

/** Milliseconds. */
export interface IssuerTimes {
  /** From one look at a provider that answers to the next. */
  refresh: number
  /** The first wait while it does not answer, doubled each time up to the last. */
  retry: readonly [first: number, last: number]
  /** In which keys are asked for once at most, whatever tokens name. */
  coolDown: number
  /** For each answer. */
  patience: number
  /** For which keys are used that can't be looked at anew. */
  longest: number
}

const TIMES: IssuerTimes = {
  refresh: 600_000,
  retry: [1000, 30_000],
  coolDown: 30_000,
  patience: 5000,
  longest: 86_400_000,
}

interface Known {
  endpoints: Endpoints
  keys: Keys
  /** When its keys were seen last. */
  at: number
}

/**
 * What is known of the identity provider: where its pages are, and the keys that it signs with. It is asked at the start and
 * every ten minutes; while it is away, what was known goes on.
 */
export class Issuer {
  readonly #issuer: string
  readonly #times: IssuerTimes
  readonly #now: () => number
  readonly #tell: (problem: string | undefined) => void
  readonly #stop = new AbortController()
  #known: Known | undefined
  #problem: string | undefined
  #looking: Promise<void> | undefined
  #asked = -Infinity
  #timer: NodeJS.Timeout | undefined
  #wait: number

  /**
   * @param tell why it can't be asked, whenever that is another reason than before; nothing when it can again
   * @param now milliseconds, of a clock that nobody sets
   */
  constructor(
    issuer: string,
    tell: (problem: string | undefined) => void = () => {},
    times: Partial<IssuerTimes> = {},
    now: () => number = () => performance.now(),
  ) {
    this.#issuer = issuer
    this.#tell = tell
    this.#times = { ...TIMES, ...times }
    this.#now = now
    this.#wait = this.#times.retry[0]
  }

  /** Asks it from now on, until `stop`. */
  start(): void {
    void this.#look(this.#all)
  }

  stop(): void {
    this.#stop.abort()
    clearTimeout(this.#timer)
  }

  /** @throws ProviderAway while none are known */
  async keys(): Promise<Keys> {
    if (!this.#known) await this.#looking
    const known = this.#known
    if (known && this.#now() - known.at <= this.#times.longest) return known.keys
    throw new ProviderAway()
  }

  /**
   * The keys as they are now, where a token names one that is not known; but whoever makes such tokens up makes nobody ask more
   * than once in half a minute.
   * @throws ProviderAway when that can't be found out now
   */
  async newKeys(): Promise<Keys> {
    if (!this.#looking && this.#now() - this.#asked >= this.#times.coolDown)
      await this.#look(this.#keysAlone)
    else await this.#looking
    if (this.#problem !== undefined) throw new ProviderAway()
    return await this.keys()
  }

  get endpoints(): Endpoints | undefined {
    return this.#known?.endpoints
  }

  /** For `/readyz`: the server does its work all the same. */
  finding(): Looked {
    if (this.#problem === undefined && this.#known) return { kind: 'ok' }
    const because = this.#problem === undefined ? '' : ` because ${this.#problem}`
    const then = this.#known
      ? 'Its keys of before are used.'
      : 'Nobody signs in there until it can; tokens of this server work.'
    return {
      kind: 'warning',
      reason: `The identity provider can not be asked for its keys${because}. ${then}`,
    }
  }

  /** One at a time. It never rejects. */
  #look(ask: (signal: AbortSignal) => Promise<Known>): Promise<void> {
    clearTimeout(this.#timer)
    this.#asked = this.#now()
    this.#looking = ask(this.#stop.signal)
      .then(
        (known) => {
          this.#known = known
          this.#note(undefined)
          this.#wait = this.#times.retry[0]
          return this.#times.refresh
        },
        (error: unknown) => {
          this.#note(error instanceof Error ? error.message : String(error))
          const wait = this.#wait
          this.#wait = Math.min(wait * 2, this.#times.retry[1])
          return wait
        },
      )
      .then((wait) => {
        this.#looking = undefined
        if (this.#stop.signal.aborted) return
        this.#timer = setTimeout(() => void this.#look(this.#all), wait)
        this.#timer.unref()
      })
    return this.#looking
  }

  #note(problem: string | undefined): void {
    if (problem === this.#problem) return
    this.#problem = problem
    if (!this.#stop.signal.aborted) this.#tell(problem)
  }

  readonly #all = async (stop: AbortSignal): Promise<Known> => {
    const endpoints = await discover(this.#issuer, this.#patience(stop))
    return await this.#withKeys(endpoints, stop)
  }

  readonly #keysAlone = (stop: AbortSignal): Promise<Known> =>
    this.#known ? this.#withKeys(this.#known.endpoints, stop) : this.#all(stop)

  async #withKeys(endpoints: Endpoints, stop: AbortSignal): Promise<Known> {
    const keys = await fetchKeys(endpoints.keys, this.#patience(stop))
    const before = this.#known?.keys
    // The same ones stay the same, with all that was found out by them.
    return {
      endpoints,
      keys: before?.text === keys.text ? before : keys,
      at: this.#now(),
    }
  }

  #patience(stop: AbortSignal): AbortSignal {
    return AbortSignal.any([stop, AbortSignal.timeout(this.#times.patience)])
  }
}
