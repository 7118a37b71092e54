import { StoreBusy } from '../../errors.ts'
import type { Transaction } from '../database.ts'
import type { FirstMatches } from '../search.ts'
import { codeOf } from '../way/engine-errors.ts'

/** Whether a Binary exists took too long to be found out. */
export class MatchesTooSlow extends StoreBusy {}

/**
 * Looks for what exists already, for a create in its transaction. Meanwhile all that others change of the organization waits,
 * on every server: so it ends after some seconds, and nothing of the create is done.
 * @throws MatchesTooSlow
 */
export async function matchesInTime(
  firstMatches: FirstMatches,
  transaction: Transaction,
  ...[organization, criteria, count]: Tail<Parameters<FirstMatches>>
): ReturnType<FirstMatches> {
  const end = performance.now() + IN_TIME
  const expectTime = () => {
    if (performance.now() > end) throw new MatchesTooSlow(TOO_SLOW)
  }
  const queries: Parameters<FirstMatches>[0] = {
    many: (...asked) => (expectTime(), transaction.many(...asked)),
    one: (...asked) => (expectTime(), transaction.one(...asked)),
    run: (...asked) => (expectTime(), transaction.run(...asked)),
  }
  try {
    await transaction.script(`set local statement_timeout = ${IN_TIME}`)
    const found = await firstMatches(queries, organization, criteria, count)
    await transaction.script('set local statement_timeout = default')
    return found
  } catch (error) {
    throw codeOf(error) === '57014' ? new MatchesTooSlow(TOO_SLOW, { cause: error }) : error
  }
}

type Tail<List extends unknown[]> = List extends [unknown, ...infer Rest] ? Rest : never

/** Milliseconds; one statement more may take as long. Less than others wait for a lock. */
const IN_TIME = 2000
const TOO_SLOW =
  'Whether such a Binary exists took too long to find out, so nothing was stored. Ask by fewer criteria, such as an id or a whole name.'
