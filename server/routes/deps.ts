import type { SignInElsewhere } from '#server/auth/identity.ts'
import type { Config } from '#server/config.ts'
import type { Health } from '#server/health/health.ts'
import type { MemoryBudget } from '#server/http/memory-budget.ts'
import type { Walks } from '#server/http/request/walks.ts'
import type { AuditStore } from '#server/store/audit.ts'
import type { Store } from '#server/store/store.ts'

/** The stores that requests work on. */
export type Stores = Pick<
  Store,
  | 'organizations'
  | 'binaries'
  | 'contents'
  | 'uploads'
  | 'words'
  | 'longQueries'
  | 'room'
  | 'place'
  | 'check'
>

/** What every route works with. */
export interface Deps {
  stores: Stores
  audit: AuditStore
  health: Health
  signIn: {
    /**
     * @param record writes down who signs in, before the token is good
     * @returns a new token; `undefined` for a code that is used, old or unknown
     */
    exchange(code: string, record: (name: string) => Promise<void>): Promise<string | undefined>
    /** Ends a session by its token. @returns whether it is one */
    end(token: string): Promise<boolean>
  }
  /** Where people sign in, where that is not here. */
  elsewhere?: SignInElsewhere
  config: AppConfig
  clock: () => Date
  newId: () => string
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
