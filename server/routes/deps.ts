import type { Config } from '#server/config.ts'
import type { AuditStore } from '#server/store/audit.ts'
import type { Store } from '#server/store/store.ts'

/** The stores that requests work on. */
export type Stores = Pick<Store, 'organizations' | 'binaries' | 'contents'>

/** What every route works with. */
export interface Deps {
  stores: Stores
  audit: AuditStore
  config: AppConfig
  newId: () => string
}

/** The part of the configuration that routes work with. */
export type AppConfig = Pick<
  Config,
  'maxBytes' | 'patchMaxBytes' | 'searchMaxBytes' | 'corsOrigins' | 'publicUrl' | 'trustProxy'
>
