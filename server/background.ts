import type { Logger } from 'pino'
import { startChecker } from './check/start-checker.ts'
import type { Config } from './config.ts'
import { WALK_LIFETIME } from './http/request/walks.ts'
import { keepAudit } from './keep-audit.ts'
import { keepStamp, KEEP_EVERY } from './start-checks.ts'
import type { SteadyClock } from './steady-clock.ts'
import type { Store } from './store/store.ts'
import { startIndexer } from './words/start-indexer.ts'

/** What a server does beside its requests. */
export interface Background {
  /** Ends it, after the steps under way; the next start goes on with it. */
  stop(): Promise<void>
}

/** Indexes words, checks contents, keeps the clock's stamp and the audit log's bounds, and removes uploads that have expired. */
export function startBackground(
  config: Config,
  store: Store,
  { clock, logger }: { clock: SteadyClock; logger: Logger },
): Background {
  const expiring = setInterval(
    () =>
      void removeLeftovers(store, clock.now().getTime()).catch((error: unknown) =>
        logger.warn({ err: error }, 'what servers left behind could not be removed'),
      ),
    EXPIRE_EVERY,
  )
  expiring.unref()
  const stamping = setInterval(() => void keepStamp(store, () => clock.now()), KEEP_EVERY)
  stamping.unref()
  const stopKeeping = keepAudit(store.audit, config.auditLimits, { clock, logger })
  const indexer = config.contentIndex
    ? startIndexer(config.places, (error) =>
        logger.error({ err: error }, 'the index of words stopped, and is tried again'),
      )
    : undefined
  const checker = startChecker({
    places: config.places,
    reports: store.check,
    hours: config.checkHours,
    now: Date.now,
    onDamage: (problem) => noteDamage(store, [problem], logger),
    onFailure: (error) =>
      logger.error({ err: error }, 'the check of contents stopped, and is tried again'),
  })
  return {
    stop: async () => {
      clearInterval(expiring)
      clearInterval(stamping)
      await Promise.all([stopKeeping(), indexer?.stop(), checker.stop()])
    },
  }
}

/** What has expired, and what servers that are gone left half-written. @param now milliseconds since 1970 */
async function removeLeftovers(store: Store, now: number): Promise<void> {
  const { uploads, sessions, longQueries, contents } = store
  await uploads.expire()
  await sessions.expire(now)
  await longQueries.expire(now - WALK_LIFETIME)
  await contents.tidy()
}

/** From now on nothing is written any more. */
export function noteDamage(
  { integrity }: Pick<Store, 'integrity'>,
  problems: readonly string[],
  logger: Logger,
): void {
  if (problems.length === 0 || integrity.state.kind === 'damaged') return
  integrity.note(problems)
  logger.fatal({ problems }, 'the database is damaged')
}

/** Milliseconds. What has expired is nobody's any more before that, but takes disk space. */
const EXPIRE_EVERY = 15 * 60_000
