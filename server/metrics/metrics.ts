import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import { VERSION } from '#server/version.ts'
import type { Answered, Fault, Operation, Status } from './labels.ts'

/** One request that was answered, or broken off. */
export interface AnsweredRequest {
  interaction: Answered
  status: Status
  seconds: number
  /** Of the connection, headers included. */
  bytesIn: number
  bytesOut: number
  /** Whether it was refused to somebody without a good token. */
  stranger: boolean
}

/**
 * What the server counts of itself, in Prometheus' text format
 * (https://prometheus.io/docs/instrumenting/exposition_formats/). All labels come from `labels.ts`.
 */
export class Metrics {
  readonly registry = new Registry()
  readonly #answers: Counter<'interaction' | 'status'>
  readonly #seconds: Histogram<'interaction'>
  readonly #received: Counter<'interaction'>
  readonly #sent: Counter<'interaction'>
  readonly #strangers: Counter
  readonly #store: Histogram<'operation'>
  readonly #faults: Counter<'operation' | 'fault'>
  readonly #now: () => number
  #last: { at: number; text: Promise<string> } | undefined

  /**
   * @param now milliseconds, of a clock that nobody sets
   * @param ofProcess whether what Node says of the process is among it; once in a process
   */
  constructor({
    now = () => performance.now(),
    ofProcess = false,
  }: { now?: () => number; ofProcess?: boolean } = {}) {
    this.#now = now
    const registers = [this.registry]
    const byInteraction = { labelNames: ['interaction'], registers } as const
    this.#answers = new Counter({
      name: 'binnacle_http_requests_total',
      help: 'Requests by what was asked and what came of it.',
      labelNames: ['interaction', 'status'],
      registers,
    })
    this.#seconds = new Histogram({
      name: 'binnacle_http_request_seconds',
      help: 'From the head of a request to the end of its answer, its body and a slow caller included.',
      buckets: REQUEST_BUCKETS,
      ...byInteraction,
    })
    this.#received = new Counter({
      name: 'binnacle_http_received_bytes_total',
      help: 'Bytes that came over connections, headers included, counted when the answer ends.',
      ...byInteraction,
    })
    this.#sent = new Counter({
      name: 'binnacle_http_sent_bytes_total',
      help: 'Bytes that went over connections, headers included, counted when the answer ends.',
      ...byInteraction,
    })
    this.#strangers = new Counter({
      name: 'binnacle_refused_strangers_total',
      help: 'Requests without a good token that were refused.',
      registers,
    })
    this.#store = new Histogram({
      name: 'binnacle_store_seconds',
      help: 'Time that the store took, whatever its engines are; of contents, the sum over all their pieces.',
      labelNames: ['operation'],
      buckets: STORE_BUCKETS,
      registers,
    })
    this.#faults = new Counter({
      name: 'binnacle_store_faults_total',
      help: 'What the store could not do, and not for the sake of what was asked.',
      labelNames: ['operation', 'fault'],
      registers,
    })
    new Gauge({
      name: 'binnacle_build_info',
      help: 'Always 1; the labels say which release runs.',
      labelNames: ['version', 'node'],
      registers,
    }).set({ version: VERSION, node: process.versions.node }, 1)
    if (ofProcess) collectDefaultMetrics({ register: this.registry })
  }

  answered(request: AnsweredRequest): void {
    const { interaction, status, seconds, bytesIn, bytesOut, stranger } = request
    this.#answers.inc({ interaction, status })
    this.#seconds.observe({ interaction }, seconds)
    this.#received.inc({ interaction }, bytesIn)
    this.#sent.inc({ interaction }, bytesOut)
    if (stranger) this.#strangers.inc()
  }

  /** @param fault what went wrong, if anything did */
  stored(operation: Operation, seconds: number, fault?: Fault): void {
    this.#store.observe({ operation }, seconds)
    if (fault !== undefined) this.#faults.inc({ operation, fault })
  }

  /** All of it, as it is now or was within the last second: who scrapes often, or many at once, cost no more. */
  text(): Promise<string> {
    const now = this.#now()
    if (!this.#last || now - this.#last.at >= FRESH)
      this.#last = { at: now, text: this.registry.metrics() }
    return this.#last.text
  }
}

/** Milliseconds. */
const FRESH = 1000

/** Seconds: small reads take one or two milliseconds, a GiB over a slow line many minutes. */
const REQUEST_BUCKETS = [
  0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800,
]
/** Seconds. */
const STORE_BUCKETS = [
  0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
  30, 60, 300,
]
