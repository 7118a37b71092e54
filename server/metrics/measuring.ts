import type { Health } from '#server/health/health.ts'
import type { MetricsConfig } from '#server/settings/metrics.ts'
import type { Store } from '#server/store/store.ts'
import { addStoreGauges } from './gauges.ts'
import { measuredStore } from './measured-store.ts'
import { startMetricsServer, type MetricsServer } from './metrics-server.ts'
import { Metrics } from './metrics.ts'

/** All that is measured of one server, where that is wanted. */
export class Measuring {
  readonly metrics: Metrics
  /** The store, measured: to be used instead of the one that was given. */
  readonly store: Store
  readonly #config: Exclude<MetricsConfig, { kind: 'off' }>
  readonly #backlog = { waiting: 0 }
  #server: MetricsServer | undefined

  /** @param ofProcess whether what Node says of the process is among it; once in a process */
  constructor(
    config: Exclude<MetricsConfig, { kind: 'off' }>,
    store: Store,
    { ofProcess }: { ofProcess: boolean },
  ) {
    this.#config = config
    this.metrics = new Metrics({ ofProcess })
    this.store = measuredStore(store, this.metrics, this.#backlog)
  }

  /** @returns what the application needs to count requests, and to show what is measured where that is its to do */
  watch(health: Health): { metrics: Metrics; token?: string } {
    addStoreGauges(this.metrics, { store: this.store, health, backlog: this.#backlog })
    const { metrics } = this
    return this.#config.kind === 'main-port' ? { metrics, token: this.#config.token } : { metrics }
  }

  /** Serves them on their own port, where they have one. @returns its address @throws BadSetting */
  async listen(): Promise<string | undefined> {
    if (this.#config.kind !== 'own-port') return undefined
    this.#server = await startMetricsServer(this.metrics, this.#config)
    return this.#server.address
  }

  async stop(): Promise<void> {
    await this.#server?.stop()
  }
}
