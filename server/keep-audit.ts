import { setTimeout as delay } from 'node:timers/promises'
import type { FastifyBaseLogger } from 'fastify'
import type { SteadyClock } from './steady-clock.ts'
import type { AuditStore } from './store/audit.ts'

/** How much of the audit log is kept; all of it without limits. */
export interface AuditLimits {
  /** Days after which a record is dropped. */
  days?: number
  /** Bytes on the disk that the log may take. */
  bytes?: number
}

const DAY = 24 * 3600_000

/**
 * Drops, some at a time, what the limits leave no room for; the log itself then says what it lacks.
 * @param now milliseconds since 1970
 * @returns how many records were dropped
 */
export async function dropOldRecords(
  audit: Pick<AuditStore, 'drop' | 'surplus'>,
  { days, bytes }: AuditLimits,
  now: number,
): Promise<number> {
  const at = new Date(now).toISOString()
  let dropped = 0
  const drop = async (which: Parameters<AuditStore['drop']>[0]) => {
    const count = await audit.drop(which, at)
    dropped += count
    // Others write, too.
    await delay(PAUSE)
    return count
  }
  if (days !== undefined) {
    const before = new Date(now - days * DAY).toISOString()
    while ((await drop({ before })) > 0) continue
  }
  if (bytes !== undefined) {
    let left = await audit.surplus(bytes)
    while (left > 0) {
      const count = await drop({ oldest: left })
      if (count === 0) break
      left -= count
    }
  }
  return dropped
}

/** Milliseconds between two transactions. */
const PAUSE = 20

/** Does so soon after the start, and every hour. @returns ends it */
export function keepAudit(
  audit: Pick<AuditStore, 'drop' | 'surplus'>,
  limits: AuditLimits,
  {
    clock,
    logger,
  }: {
    clock: Pick<SteadyClock, 'now' | 'isSteady'>
    logger: Pick<FastifyBaseLogger, 'info' | 'warn'>
  },
): () => Promise<void> {
  if (limits.days === undefined && limits.bytes === undefined) return async () => undefined
  let running: Promise<void> | undefined
  const run = async () => {
    // A clock that was set ahead would make everything old.
    if (!clock.isSteady) {
      logger.warn('the clock was set by more than a day: no audit record is dropped')
      return
    }
    const dropped = await dropOldRecords(audit, limits, clock.now().getTime())
    if (dropped > 0) logger.info({ dropped }, 'old audit records were dropped')
  }
  const start = () => {
    running ??= run()
      .catch((error: unknown) =>
        logger.warn({ err: error }, 'old audit records could not be dropped'),
      )
      .finally(() => (running = undefined))
  }
  const first = setTimeout(start, SOON).unref()
  const timer = setInterval(start, EVERY).unref()
  return async () => {
    clearTimeout(first)
    clearInterval(timer)
    await running
  }
}

/** Milliseconds. */
const SOON = 10_000
const EVERY = 3600_000
