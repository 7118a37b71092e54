import type { BinaryStore, Change, Committed } from '../binaries.ts'
import { UnknownOrganization } from '../errors.ts'
import { requestId } from '../request-id.ts'
import { milliseconds } from '../rows/instants.ts'
import { CommitBatch } from './commit-batch.ts'
import type { Database } from './database.ts'
import { MatchesTooSlow } from './find/brief-matches.ts'
import type { FirstMatches } from './search.ts'

interface CommitParts {
  database: Database
  firstMatches: FirstMatches
}

interface Job {
  change: Change
  /** Of the request that it is for. */
  request: string | undefined
  resolve: (committed: Committed) => void
  reject: (error: unknown) => void
}

/**
 * Changes of an organization go one after the other, whichever server they come to: its row is locked from before they are
 * decided until they are through. Those that arrive together here share one transaction, two journeys and the waiting for
 * the disk; each is decided by what the ones before it made, and succeeds or fails alone.
 */
export function openCommit(parts: CommitParts): BinaryStore['commit'] {
  const queues = new Map<string, Job[]>()
  const drain = async (organizationId: string, waiting: Job[]) => {
    // What comes in the same turn goes along.
    await new Promise(setImmediate)
    while (waiting.length > 0) await commitAll(parts, organizationId, takeSome(waiting))
    queues.delete(organizationId)
  }
  return (change) => {
    const { promise, resolve, reject } = Promise.withResolvers<Committed>()
    try {
      // What no transaction could carry out is nobody else's fault.
      milliseconds(change.at)
      if (change.audit) milliseconds(change.audit.at)
    } catch (error) {
      return Promise.reject(error)
    }
    const job = { change, request: requestId(), resolve, reject }
    const waiting = queues.get(change.organizationId)
    if (waiting) waiting.push(job)
    else {
      const first = [job]
      queues.set(change.organizationId, first)
      void drain(change.organizationId, first)
    }
    return promise
  }
}

/** Changes of one transaction, and the bytes that they are about. */
const MOST_CHANGES = 64
const MOST_BYTES = 2 * 1024 ** 2

function takeSome(waiting: Job[]): Job[] {
  let bytes = 0
  const end = waiting.findIndex(({ change }, index) => {
    if (change.kind !== 'delete') bytes += JSON.stringify(change.body.fields).length
    return index >= MOST_CHANGES || (index > 0 && bytes > MOST_BYTES)
  })
  return waiting.splice(0, end === -1 ? waiting.length : end)
}

async function commitAll(parts: CommitParts, organizationId: string, jobs: Job[]): Promise<void> {
  try {
    const key = await keyOf(parts.database, organizationId)
    const outcomes = await parts.database.transaction(
      async (transaction) => {
        const batch = new CommitBatch(transaction, parts.firstMatches, { organizationId, key })
        return batch.run(jobs.map(({ change }) => change))
      },
      // For the engine's log.
      ` /* ${jobs.map(({ request }) => request ?? '-').join(' ')} */
       select 1 from organization where key = ${key} for no key update`,
    )
    for (const [index, { resolve, reject }] of jobs.entries()) {
      const outcome = outcomes[index]
      if (outcome?.status === 'fulfilled') resolve(outcome.value)
      else reject(outcome?.reason)
    }
  } catch (error) {
    // What is wrong with one, as the engine sees it, takes nothing of the others with it.
    if (jobs.length > 1 && isOfOne(error))
      for (const job of jobs) await commitAll(parts, organizationId, [job])
    else for (const { reject } of jobs) reject(error)
  }
}

/** Whether the engine has refused something, and said why, or one of them took too long. */
function isOfOne(error: unknown): boolean {
  if (error instanceof MatchesTooSlow) return true
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^(?:2[1-3]|54)/.test(code)
}

const known = new WeakMap<Database, Map<string, number>>()

/** Organizations are never removed, and keep their keys. @throws UnknownOrganization */
async function keyOf(database: Database, organizationId: string): Promise<number> {
  const keys = known.get(database) ?? new Map<string, number>()
  known.set(database, keys)
  const key =
    keys.get(organizationId) ??
    (
      await database.one<{ key: number }>(
        'select key from organization where id = $1',
        organizationId,
      )
    )?.key
  if (key === undefined)
    throw new UnknownOrganization(`There is no organization "${organizationId}".`)
  keys.set(organizationId, key)
  return key
}
