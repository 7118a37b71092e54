import type { Config } from './config.ts'
import { DEMO_ORGANIZATION } from './demo/sample-files.ts'
import { checkClock, SteadyClock } from './steady-clock.ts'
import { damaged } from './store/data-folder.ts'
import { inTime } from './store/in-time.ts'
import { startDatabaseCheck } from './store/sqlite/check/integrity.ts'
import type { Store } from './store/store.ts'

/**
 * A small database is known to be whole before anything is answered; a large one is answered from meanwhile.
 * @returns what a check that goes on finds
 * @throws StoreUnavailable for one that is damaged
 */
export async function checkedAtStart(
  folder: string,
): Promise<{ later: Promise<readonly string[]> }> {
  const found = startDatabaseCheck(folder)
  const problems = (await inTime(found, CHECK_FOR, undefined)) ?? []
  if (problems.length > 0) throw damaged(folder, problems)
  return { later: found }
}

/** Milliseconds, in which some hundred megabytes are checked. */
const CHECK_FOR = 2000

/** @throws StoreUnavailable when the clock is not to be believed */
export async function steadyClock(store: Store, { clockJump }: Config): Promise<SteadyClock> {
  const last = await store.stamps.last()
  // What was restored, or written by a release before, may rightly be old.
  const isBelieved = clockJump === 'allow' || !(await store.stamps.isKept())
  if (!isBelieved) {
    const organizations = await store.organizations.list()
    const isSample = organizations.every(({ id }) => id === DEMO_ORGANIZATION.id)
    checkClock(last, Date.now(), isSample ? SAMPLE_DAYS : 1)
  }
  const clock = new SteadyClock(last, clockJump === 'allow')
  await keepStamp(store, () => clock.now())
  return clock
}

/** So that a server that had nothing to stamp can be started anew after days. */
export async function keepStamp(store: Store, clock: () => Date): Promise<void> {
  // The database may be busy or the disk full: then the stamp before is as good.
  await store.stamps.keep(clock().getTime()).catch(() => undefined)
}

/** Milliseconds. */
export const KEEP_EVERY = 10 * 60_000

/** Where there is nothing but the sample organization, nobody has to be asked after a few weeks. */
const SAMPLE_DAYS = 366
