import type { SignIn } from '#server/auth/sign-in.ts'
import type { Config } from '#server/config.ts'
import type { Health } from '#server/health/health.ts'
import type { MemoryBudget } from '#server/http/memory-budget.ts'
import type { Walks } from '#server/http/request/walks.ts'
import type { AuditStore } from '#server/store/audit.ts'
import type { Store } from '#server/store/store.ts'

/** The stores that requests work on. */
export type Stores = Pick<
  Store,
  'organizations' | 'binaries' | 'contents' | 'uploads' | 'words' | 'room' | 'place' | 'check'
>

/** What every route works with. */
export interface Deps {
  stores: Stores
  audit: AuditStore
  health: Health
  signIn: Pick<SignIn, 'exchange'>
  config: AppConfig
  clock: () => Date
  newId: () => string
  /** Of this server, so that what it remembers ends with it. */
  walks: Walks
  /** Of this process. */
  memory: MemoryBudget
}

/** The part of the configuration that routes work with. */
export type AppConfig = Pick<
  Config,
  | 'maxBytes'
  | 'uploadHours'
  | 'uploadCount'
  | 'uploadMaxBytes'
  | 'patchMaxBytes'
  | 'fieldsMaxBytes'
  | 'memoryBytes'
  | 'batchMaxBytes'
  | 'searchMaxBytes'
  | 'auditRequired'
  | 'corsOrigins'
  | 'publicUrl'
  | 'trustProxy'
>
