import type { Config } from '#server/config.ts'
import type { Store } from '#server/store/store.ts'

/** What every route works with. */
export interface Deps {
  store: Store
  config: AppConfig
  clock: () => Date
  newId: () => string
}

/** The part of the configuration that a request can feel. */
export type AppConfig = Pick<
  Config,
  'maxBytes' | 'patchMaxBytes' | 'searchMaxBytes' | 'corsOrigins' | 'publicUrl' | 'trustProxy'
>
